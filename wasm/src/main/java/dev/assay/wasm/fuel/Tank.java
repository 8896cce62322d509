package dev.assay.wasm.fuel;

/**
 * Where one function has its fuel: in the global, or between its calls in a local of its own, which engines keep in a register. A trap of the
 * function itself leaves in the global what was there at its last call.
 */
final class Tank {
    private static final int GLOBAL = -1;

    private final Charges charges;
    private final int local;

    private Tank(Charges charges, int local) {
        this.charges = charges;
        this.local = local;
    }

    static Tank global(Charges charges) {
        return new Tank(charges, GLOBAL);
    }

    static Tank local(Charges charges, int local) {
        return new Tank(charges, local);
    }

    boolean isLocal() {
        return local != GLOBAL;
    }

    /** Takes units off; nothing for none. */
    void charge(Code code, long units) {
        if (units > 0) {
            get(code).i64(units).bytes(0x7D);
            set(code);
        }
    }

    /** Stops if nothing is left. */
    void check(Code code) {
        get(code).i64(0).bytes(0x53, 0x04, Code.EMPTY);
        get(code).call(charges.outOfFuel).end();
    }

    /** Lets others see what is left. */
    void store(Code code) {
        if (isLocal()) {
            code.localGet(local).globalSet(charges.fuel);
        }
    }

    /** Takes over what others have left. */
    void load(Code code) {
        if (isLocal()) {
            code.globalGet(charges.fuel).localSet(local);
        }
    }

    private Code get(Code code) {
        return isLocal() ? code.localGet(local) : code.globalGet(charges.fuel);
    }

    private void set(Code code) {
        if (isLocal()) {
            code.localSet(local);
        } else {
            code.globalSet(charges.fuel);
        }
    }
}
