package dev.assay.sandbox.host;

/** One thing a guest asked and what it was told, both as the bytes of their JSON. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HostCall(String capability, byte[] request, byte[] answer) {}
