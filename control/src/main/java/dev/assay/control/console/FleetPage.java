package dev.assay.control.console;

/**
 * What the fleet page shows.
 *
 * @param visitor who is logged in
 * @param guard what the page's forms send back
 */
record FleetPage(FleetView fleet, String visitor, String guard) {}
