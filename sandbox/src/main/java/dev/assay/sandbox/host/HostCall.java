package dev.assay.sandbox.host;

/**
 * One thing a guest asked and what it was told, both as the bytes of their JSON.
 *
 * @param answer empty where the run ended before there was one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HostCall(String capability, byte[] request, byte[] answer) {}
