package dev.assay.wasm.text;

/** Floating-point numbers in text format: exact, in hexadecimal, with the decimal number beside it. WebAssembly 3.0 §6.3.2. */
final class FloatText {
    private FloatText() {}

    static void f32(StringBuilder out, int bits) {
        float value = Float.intBitsToFloat(bits);
        if (Float.isNaN(value)) {
            nan(out, bits < 0, bits & 0x7FFFFF, 0x400000);
        } else {
            finite(out, bits < 0, (bits >>> 23) & 0xFF, (bits & 0x7FFFFF) << 1, 6, 127, Float.toString(value));
        }
    }

    static void f64(StringBuilder out, long bits) {
        double value = Double.longBitsToDouble(bits);
        if (Double.isNaN(value)) {
            nan(out, bits < 0, bits & 0xFFFFFFFFFFFFFL, 0x8000000000000L);
        } else {
            finite(
                    out,
                    bits < 0,
                    (int) (bits >>> 52) & 0x7FF,
                    bits & 0xFFFFFFFFFFFFFL,
                    13,
                    1023,
                    Double.toString(value));
        }
    }

    private static void nan(StringBuilder out, boolean negative, long payload, long canonical) {
        out.append(negative ? "-nan" : "nan");
        if (payload != canonical) {
            out.append(":0x").append(Long.toHexString(payload));
        }
        out.append(" (;=NaN;)");
    }

    /** @param digits hexadecimal digits of the fraction */
    private static void finite(
            StringBuilder out, boolean negative, int exponent, long fraction, int digits, int bias, String decimal) {
        out.append(negative ? "-" : "");
        if (exponent == 2 * bias + 1) {
            out.append(negative ? "inf (;=-inf;)" : "inf (;=inf;)");
            return;
        }
        int power = exponent - bias;
        long rest = fraction;
        if (exponent == 0) { // zero, or subnormal: shifted until a one leads
            if (fraction == 0) {
                out.append("0x0p+0 (;=").append(negative ? "-0" : "0").append(";)");
                return;
            }
            power = 1 - bias;
            long one = 1L << (4 * digits);
            while ((rest & one) == 0) {
                rest <<= 1;
                power--;
            }
            rest &= one - 1;
        }
        out.append("0x1");
        if (rest != 0) {
            String hex = Long.toHexString((1L << (4 * digits)) | rest).substring(1);
            out.append('.').append(hex.replaceFirst("0+$", ""));
        }
        out.append('p')
                .append(power < 0 ? "" : "+")
                .append(power)
                .append(" (;=")
                .append(decimal(decimal))
                .append(";)");
    }

    private static String decimal(String java) {
        return new java.math.BigDecimal(java).stripTrailingZeros().toPlainString();
    }
}
