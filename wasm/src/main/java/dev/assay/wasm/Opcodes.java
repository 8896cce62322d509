package dev.assay.wasm;

import dev.assay.wasm.Operators.Immediate;
import dev.assay.wasm.feature.Feature;
import java.util.Locale;
import java.util.StringTokenizer;

/**
 * Every operator of WebAssembly 3.0, threads, wide arithmetic and legacy exceptions, as one table (§5.4, §7.10). An operator's number here
 * is its opcode, plus a multiple of {@link #PREFIXED} for those behind a prefix byte.
 *
 * <p>A row: first opcode in hexadecimal (two bytes where prefixed), immediate (with its natural alignment as a power of two, or its lanes), class,
 * feature, signature, then the names of consecutive opcodes; {@code _} skips one. In a signature i, l, f, d, v are i32, i64, f32, f64, v128, and
 * a is an address of the operator's memory; {@code *} says that the type depends on more than the opcode.
 */
final class Opcodes {
    static final int PREFIXED = 0x200;
    static final int FB = PREFIXED;
    static final int FC = 2 * PREFIXED;
    static final int FD = 3 * PREFIXED;
    static final int FE = 4 * PREFIXED;
    static final int ADDRESS = -1;
    private static final int COUNT = 5 * PREFIXED;

    private static final String TABLE = """
            00   none control - * unreachable
            01   none control - > nop
            02   block control - * block loop if
            05   else control - * else
            06   block control legacy-exceptions * try
            07   catch control legacy-exceptions * catch
            08   tag control exceptions * throw
            09   label control legacy-exceptions * rethrow
            0A   none control exceptions * throw_ref
            0B   end control - * end
            0C   label control - * br br_if
            0E   labels control - * br_table
            0F   none control - * return
            10   func call - * call
            11   type_table call_indirect - * call_indirect
            12   func call tail-call * return_call
            13   type_table call_indirect tail-call * return_call_indirect
            14   func_type call_indirect function-references * call_ref
            15   func_type call_indirect tail-call * return_call_ref
            18   delegate control legacy-exceptions * delegate
            19   catch_all control legacy-exceptions * catch_all
            1A   none control - * drop select
            1C   types control reference-types * select_t
            1F   try_table control exceptions * try_table
            20   local local - * local.get local.set local.tee
            23   global global - * global.get global.set
            25   table table reference-types * table.get table.set
            28   memarg:2 load - a>i i32.load
            29   memarg:3 load - a>l i64.load
            2A   memarg:2 load - a>f f32.load
            2B   memarg:3 load - a>d f64.load
            2C   memarg:0 load - a>i i32.load8_s i32.load8_u
            2E   memarg:1 load - a>i i32.load16_s i32.load16_u
            30   memarg:0 load - a>l i64.load8_s i64.load8_u
            32   memarg:1 load - a>l i64.load16_s i64.load16_u
            34   memarg:2 load - a>l i64.load32_s i64.load32_u
            36   memarg:2 store - ai> i32.store
            37   memarg:3 store - al> i64.store
            38   memarg:2 store - af> f32.store
            39   memarg:3 store - ad> f64.store
            3A   memarg:0 store - ai> i32.store8
            3B   memarg:1 store - ai> i32.store16
            3C   memarg:0 store - al> i64.store8
            3D   memarg:1 store - al> i64.store16
            3E   memarg:2 store - al> i64.store32
            3F   memory memory - >a memory.size
            40   memory memory - a>a memory.grow
            41   i32 constant - >i i32.const
            42   i64 constant - >l i64.const
            43   f32 constant - >f f32.const
            44   f64 constant - >d f64.const
            45   none compare - i>i i32.eqz
            46   none compare - ii>i i32.eq i32.ne i32.lt_s i32.lt_u i32.gt_s i32.gt_u i32.le_s i32.le_u i32.ge_s i32.ge_u
            50   none compare - l>i i64.eqz
            51   none compare - ll>i i64.eq i64.ne i64.lt_s i64.lt_u i64.gt_s i64.gt_u i64.le_s i64.le_u i64.ge_s i64.ge_u
            5B   none float - ff>i f32.eq f32.ne f32.lt f32.gt f32.le f32.ge
            61   none float - dd>i f64.eq f64.ne f64.lt f64.gt f64.le f64.ge
            67   none arithmetic - i>i i32.clz i32.ctz i32.popcnt
            6A   none arithmetic - ii>i i32.add i32.sub i32.mul i32.div_s i32.div_u i32.rem_s i32.rem_u
            71   none bitwise - ii>i i32.and i32.or
            73   none xor - ii>i i32.xor
            74   none shift - ii>i i32.shl i32.shr_s i32.shr_u
            77   none rotate - ii>i i32.rotl i32.rotr
            79   none arithmetic - l>l i64.clz i64.ctz i64.popcnt
            7C   none arithmetic - ll>l i64.add i64.sub i64.mul i64.div_s i64.div_u i64.rem_s i64.rem_u
            83   none bitwise - ll>l i64.and i64.or
            85   none xor - ll>l i64.xor
            86   none shift - ll>l i64.shl i64.shr_s i64.shr_u
            89   none rotate - ll>l i64.rotl i64.rotr
            8B   none float - f>f f32.abs f32.neg f32.ceil f32.floor f32.trunc f32.nearest f32.sqrt
            92   none float - ff>f f32.add f32.sub f32.mul f32.div f32.min f32.max f32.copysign
            99   none float - d>d f64.abs f64.neg f64.ceil f64.floor f64.trunc f64.nearest f64.sqrt
            A0   none float - dd>d f64.add f64.sub f64.mul f64.div f64.min f64.max f64.copysign
            A7   none convert - l>i i32.wrap_i64
            A8   none convert - f>i i32.trunc_f32_s i32.trunc_f32_u
            AA   none convert - d>i i32.trunc_f64_s i32.trunc_f64_u
            AC   none convert - i>l i64.extend_i32_s i64.extend_i32_u
            AE   none convert - f>l i64.trunc_f32_s i64.trunc_f32_u
            B0   none convert - d>l i64.trunc_f64_s i64.trunc_f64_u
            B2   none convert - i>f f32.convert_i32_s f32.convert_i32_u
            B4   none convert - l>f f32.convert_i64_s f32.convert_i64_u
            B6   none convert - d>f f32.demote_f64
            B7   none convert - i>d f64.convert_i32_s f64.convert_i32_u
            B9   none convert - l>d f64.convert_i64_s f64.convert_i64_u
            BB   none convert - f>d f64.promote_f32
            BC   none convert - f>i i32.reinterpret_f32
            BD   none convert - d>l i64.reinterpret_f64
            BE   none convert - i>f f32.reinterpret_i32
            BF   none convert - l>d f64.reinterpret_i64
            C0   none convert sign-extension i>i i32.extend8_s i32.extend16_s
            C2   none convert sign-extension l>l i64.extend8_s i64.extend16_s i64.extend32_s
            D0   heap reference reference-types * ref.null
            D1   none reference reference-types * ref.is_null
            D2   func_ref reference reference-types * ref.func
            D3   none reference gc * ref.eq
            D4   none reference function-references * ref.as_non_null
            D5   label reference function-references * br_on_null br_on_non_null
            FB00 struct reference gc * struct.new struct.new_default
            FB02 struct_field reference gc * struct.get struct.get_s struct.get_u struct.set
            FB06 array reference gc * array.new array.new_default
            FB08 array_count reference gc * array.new_fixed
            FB09 array_data reference gc * array.new_data
            FB0A array_elem reference gc * array.new_elem
            FB0B array reference gc * array.get array.get_s array.get_u array.set
            FB0F none reference gc * array.len
            FB10 array reference gc * array.fill
            FB11 array_array reference gc * array.copy
            FB12 array_data reference gc * array.init_data
            FB13 array_elem reference gc * array.init_elem
            FB14 heap reference gc * ref.test ref.test_null ref.cast ref.cast_null
            FB18 cast_branch reference gc * br_on_cast br_on_cast_fail
            FB1A none reference gc * any.convert_extern extern.convert_any ref.i31 i31.get_s i31.get_u
            FC00 none convert saturating-float-to-int f>i i32.trunc_sat_f32_s i32.trunc_sat_f32_u
            FC02 none convert saturating-float-to-int d>i i32.trunc_sat_f64_s i32.trunc_sat_f64_u
            FC04 none convert saturating-float-to-int f>l i64.trunc_sat_f32_s i64.trunc_sat_f32_u
            FC06 none convert saturating-float-to-int d>l i64.trunc_sat_f64_s i64.trunc_sat_f64_u
            FC08 data_memory memory bulk-memory aii> memory.init
            FC09 data memory bulk-memory > data.drop
            FC0A memory_memory memory bulk-memory * memory.copy
            FC0B memory memory bulk-memory aia> memory.fill
            FC0C elem_table table bulk-memory * table.init
            FC0D elem table bulk-memory > elem.drop
            FC0E table_table table bulk-memory * table.copy
            FC0F table table reference-types * table.grow table.size table.fill
            FC13 none arithmetic wide-arithmetic llll>ll i64.add128 i64.sub128
            FC15 none arithmetic wide-arithmetic ll>ll i64.mul_wide_s i64.mul_wide_u
            FD00 memarg:4 vector simd a>v v128.load
            FD01 memarg:3 vector simd a>v v128.load8x8_s v128.load8x8_u v128.load16x4_s v128.load16x4_u v128.load32x2_s v128.load32x2_u
            FD07 memarg:0 vector simd a>v v128.load8_splat
            FD08 memarg:1 vector simd a>v v128.load16_splat
            FD09 memarg:2 vector simd a>v v128.load32_splat
            FD0A memarg:3 vector simd a>v v128.load64_splat
            FD0B memarg:4 vector simd av> v128.store
            FD0C v128 vector simd >v v128.const
            FD0D lanes:32 vector simd vv>v i8x16.shuffle
            FD0E none vector simd vv>v i8x16.swizzle
            FD0F none vector simd i>v i8x16.splat i16x8.splat i32x4.splat
            FD12 none vector simd l>v i64x2.splat
            FD13 none vector simd f>v f32x4.splat
            FD14 none vector simd d>v f64x2.splat
            FD15 lane:16 vector simd v>i i8x16.extract_lane_s i8x16.extract_lane_u
            FD17 lane:16 vector simd vi>v i8x16.replace_lane
            FD18 lane:8 vector simd v>i i16x8.extract_lane_s i16x8.extract_lane_u
            FD1A lane:8 vector simd vi>v i16x8.replace_lane
            FD1B lane:4 vector simd v>i i32x4.extract_lane
            FD1C lane:4 vector simd vi>v i32x4.replace_lane
            FD1D lane:2 vector simd v>l i64x2.extract_lane
            FD1E lane:2 vector simd vl>v i64x2.replace_lane
            FD1F lane:4 vector simd v>f f32x4.extract_lane
            FD20 lane:4 vector simd vf>v f32x4.replace_lane
            FD21 lane:2 vector simd v>d f64x2.extract_lane
            FD22 lane:2 vector simd vd>v f64x2.replace_lane
            FD23 none vector simd vv>v i8x16.eq i8x16.ne i8x16.lt_s i8x16.lt_u i8x16.gt_s i8x16.gt_u i8x16.le_s i8x16.le_u i8x16.ge_s i8x16.ge_u
            FD2D none vector simd vv>v i16x8.eq i16x8.ne i16x8.lt_s i16x8.lt_u i16x8.gt_s i16x8.gt_u i16x8.le_s i16x8.le_u i16x8.ge_s i16x8.ge_u
            FD37 none vector simd vv>v i32x4.eq i32x4.ne i32x4.lt_s i32x4.lt_u i32x4.gt_s i32x4.gt_u i32x4.le_s i32x4.le_u i32x4.ge_s i32x4.ge_u
            FD41 none vector simd vv>v f32x4.eq f32x4.ne f32x4.lt f32x4.gt f32x4.le f32x4.ge f64x2.eq f64x2.ne f64x2.lt f64x2.gt f64x2.le f64x2.ge
            FD4D none vector simd v>v v128.not
            FD4E none vector simd vv>v v128.and v128.andnot v128.or v128.xor
            FD52 none vector simd vvv>v v128.bitselect
            FD53 none vector simd v>i v128.any_true
            FD54 memarg_lane:0 vector simd av>v v128.load8_lane
            FD55 memarg_lane:1 vector simd av>v v128.load16_lane
            FD56 memarg_lane:2 vector simd av>v v128.load32_lane
            FD57 memarg_lane:3 vector simd av>v v128.load64_lane
            FD58 memarg_lane:0 vector simd av> v128.store8_lane
            FD59 memarg_lane:1 vector simd av> v128.store16_lane
            FD5A memarg_lane:2 vector simd av> v128.store32_lane
            FD5B memarg_lane:3 vector simd av> v128.store64_lane
            FD5C memarg:2 vector simd a>v v128.load32_zero
            FD5D memarg:3 vector simd a>v v128.load64_zero
            FD5E none vector simd v>v f32x4.demote_f64x2_zero f64x2.promote_low_f32x4 i8x16.abs i8x16.neg i8x16.popcnt
            FD63 none vector simd v>i i8x16.all_true i8x16.bitmask
            FD65 none vector simd vv>v i8x16.narrow_i16x8_s i8x16.narrow_i16x8_u
            FD67 none vector simd v>v f32x4.ceil f32x4.floor f32x4.trunc f32x4.nearest
            FD6B none vector simd vi>v i8x16.shl i8x16.shr_s i8x16.shr_u
            FD6E none vector simd vv>v i8x16.add i8x16.add_sat_s i8x16.add_sat_u i8x16.sub i8x16.sub_sat_s i8x16.sub_sat_u
            FD74 none vector simd v>v f64x2.ceil f64x2.floor
            FD76 none vector simd vv>v i8x16.min_s i8x16.min_u i8x16.max_s i8x16.max_u
            FD7A none vector simd v>v f64x2.trunc
            FD7B none vector simd vv>v i8x16.avgr_u
            FD7C none vector simd v>v i16x8.extadd_pairwise_i8x16_s i16x8.extadd_pairwise_i8x16_u i32x4.extadd_pairwise_i16x8_s
            FD7F none vector simd v>v i32x4.extadd_pairwise_i16x8_u i16x8.abs i16x8.neg
            FD82 none vector simd vv>v i16x8.q15mulr_sat_s
            FD83 none vector simd v>i i16x8.all_true i16x8.bitmask
            FD85 none vector simd vv>v i16x8.narrow_i32x4_s i16x8.narrow_i32x4_u
            FD87 none vector simd v>v i16x8.extend_low_i8x16_s i16x8.extend_high_i8x16_s i16x8.extend_low_i8x16_u i16x8.extend_high_i8x16_u
            FD8B none vector simd vi>v i16x8.shl i16x8.shr_s i16x8.shr_u
            FD8E none vector simd vv>v i16x8.add i16x8.add_sat_s i16x8.add_sat_u i16x8.sub i16x8.sub_sat_s i16x8.sub_sat_u
            FD94 none vector simd v>v f64x2.nearest
            FD95 none vector simd vv>v i16x8.mul i16x8.min_s i16x8.min_u i16x8.max_s i16x8.max_u _ i16x8.avgr_u
            FD9C none vector simd vv>v i16x8.extmul_low_i8x16_s i16x8.extmul_high_i8x16_s i16x8.extmul_low_i8x16_u i16x8.extmul_high_i8x16_u
            FDA0 none vector simd v>v i32x4.abs i32x4.neg
            FDA3 none vector simd v>i i32x4.all_true i32x4.bitmask
            FDA7 none vector simd v>v i32x4.extend_low_i16x8_s i32x4.extend_high_i16x8_s i32x4.extend_low_i16x8_u i32x4.extend_high_i16x8_u
            FDAB none vector simd vi>v i32x4.shl i32x4.shr_s i32x4.shr_u
            FDAE none vector simd vv>v i32x4.add _ _ i32x4.sub _ _ _ i32x4.mul i32x4.min_s i32x4.min_u i32x4.max_s i32x4.max_u i32x4.dot_i16x8_s
            FDBC none vector simd vv>v i32x4.extmul_low_i16x8_s i32x4.extmul_high_i16x8_s i32x4.extmul_low_i16x8_u i32x4.extmul_high_i16x8_u
            FDC0 none vector simd v>v i64x2.abs i64x2.neg
            FDC3 none vector simd v>i i64x2.all_true i64x2.bitmask
            FDC7 none vector simd v>v i64x2.extend_low_i32x4_s i64x2.extend_high_i32x4_s i64x2.extend_low_i32x4_u i64x2.extend_high_i32x4_u
            FDCB none vector simd vi>v i64x2.shl i64x2.shr_s i64x2.shr_u
            FDCE none vector simd vv>v i64x2.add _ _ i64x2.sub _ _ _ i64x2.mul i64x2.eq i64x2.ne i64x2.lt_s i64x2.gt_s i64x2.le_s i64x2.ge_s
            FDDC none vector simd vv>v i64x2.extmul_low_i32x4_s i64x2.extmul_high_i32x4_s i64x2.extmul_low_i32x4_u i64x2.extmul_high_i32x4_u
            FDE0 none vector simd v>v f32x4.abs f32x4.neg _ f32x4.sqrt
            FDE4 none vector simd vv>v f32x4.add f32x4.sub f32x4.mul f32x4.div f32x4.min f32x4.max f32x4.pmin f32x4.pmax
            FDEC none vector simd v>v f64x2.abs f64x2.neg _ f64x2.sqrt
            FDF0 none vector simd vv>v f64x2.add f64x2.sub f64x2.mul f64x2.div f64x2.min f64x2.max f64x2.pmin f64x2.pmax
            FDF8 none vector simd v>v i32x4.trunc_sat_f32x4_s i32x4.trunc_sat_f32x4_u f32x4.convert_i32x4_s f32x4.convert_i32x4_u
            FDFC none vector simd v>v i32x4.trunc_sat_f64x2_s_zero i32x4.trunc_sat_f64x2_u_zero f64x2.convert_low_i32x4_s f64x2.convert_low_i32x4_u
            FD100 none vector relaxed-simd vv>v i8x16.relaxed_swizzle
            FD101 none vector relaxed-simd v>v i32x4.relaxed_trunc_f32x4_s i32x4.relaxed_trunc_f32x4_u
            FD103 none vector relaxed-simd v>v i32x4.relaxed_trunc_f64x2_s_zero i32x4.relaxed_trunc_f64x2_u_zero
            FD105 none vector relaxed-simd vvv>v f32x4.relaxed_madd f32x4.relaxed_nmadd f64x2.relaxed_madd f64x2.relaxed_nmadd
            FD109 none vector relaxed-simd vvv>v i8x16.relaxed_laneselect i16x8.relaxed_laneselect i32x4.relaxed_laneselect i64x2.relaxed_laneselect
            FD10D none vector relaxed-simd vv>v f32x4.relaxed_min f32x4.relaxed_max f64x2.relaxed_min f64x2.relaxed_max
            FD111 none vector relaxed-simd vv>v i16x8.relaxed_q15mulr_s i16x8.relaxed_dot_i8x16_i7x16_s
            FD113 none vector relaxed-simd vvv>v i32x4.relaxed_dot_i8x16_i7x16_add_s
            FE00 memarg_exact:2 atomic threads ai>i memory.atomic.notify
            FE01 memarg_exact:2 atomic threads ail>i memory.atomic.wait32
            FE02 memarg_exact:3 atomic threads all>i memory.atomic.wait64
            FE03 fence atomic threads > atomic.fence
            FE10 memarg_exact:2 atomic threads a>i i32.atomic.load
            FE11 memarg_exact:3 atomic threads a>l i64.atomic.load
            FE12 memarg_exact:0 atomic threads a>i i32.atomic.load8_u
            FE13 memarg_exact:1 atomic threads a>i i32.atomic.load16_u
            FE14 memarg_exact:0 atomic threads a>l i64.atomic.load8_u
            FE15 memarg_exact:1 atomic threads a>l i64.atomic.load16_u
            FE16 memarg_exact:2 atomic threads a>l i64.atomic.load32_u
            FE17 memarg_exact:2 atomic threads ai> i32.atomic.store
            FE18 memarg_exact:3 atomic threads al> i64.atomic.store
            FE19 memarg_exact:0 atomic threads ai> i32.atomic.store8
            FE1A memarg_exact:1 atomic threads ai> i32.atomic.store16
            FE1B memarg_exact:0 atomic threads al> i64.atomic.store8
            FE1C memarg_exact:1 atomic threads al> i64.atomic.store16
            FE1D memarg_exact:2 atomic threads al> i64.atomic.store32
            """;

    private static final Immediate[] IMMEDIATES = new Immediate[COUNT];
    private static final byte[] WIDTHS = new byte[COUNT];
    private static final byte[] CLASSES = new byte[COUNT];
    private static final byte[] FEATURES = new byte[COUNT];
    private static final Special[] SPECIALS = new Special[COUNT];
    private static final int[][] PARAMS = new int[COUNT][];
    private static final int[][] RESULTS = new int[COUNT][];
    private static final String[] NAMES = new String[COUNT];

    static {
        StringTokenizer rows =
                new StringTokenizer(TABLE, "\n"); // every start of a worker pays for this: no streams, no patterns
        while (rows.hasMoreTokens()) {
            row(rows.nextToken());
        }
        // Seven read-modify-write groups, each with the same seven widths.
        String[] actions = {"add", "sub", "and", "or", "xor", "xchg", "cmpxchg"};
        for (int i = 0; i < actions.length; i++) {
            int first = 0x1E + 7 * i;
            rmw(first, 2, "i", "i32.atomic.rmw.", actions[i]);
            rmw(first + 1, 3, "l", "i64.atomic.rmw.", actions[i]);
            rmw(first + 2, 0, "i", "i32.atomic.rmw8.", actions[i] + "_u");
            rmw(first + 3, 1, "i", "i32.atomic.rmw16.", actions[i] + "_u");
            rmw(first + 4, 0, "l", "i64.atomic.rmw8.", actions[i] + "_u");
            rmw(first + 5, 1, "l", "i64.atomic.rmw16.", actions[i] + "_u");
            rmw(first + 6, 2, "l", "i64.atomic.rmw32.", actions[i] + "_u");
        }
    }

    private Opcodes() {}

    private static void rmw(int opcode, int alignment, String type, String prefix, String action) {
        String operands = action.startsWith("cmpxchg") ? type + type : type;
        row("FE" + Integer.toHexString(opcode) + " memarg_exact:" + alignment + " atomic threads a" + operands + ">"
                + type + " " + prefix + action);
    }

    private static void row(String row) {
        StringTokenizer cells = new StringTokenizer(row, " ");
        int opcode = number(cells.nextToken());
        StringTokenizer parts = new StringTokenizer(cells.nextToken(), ":");
        Immediate immediate = Immediate.valueOf(parts.nextToken().toUpperCase(Locale.ROOT));
        byte width = parts.hasMoreTokens() ? Byte.parseByte(parts.nextToken()) : 0;
        byte column = (byte) OperatorClass.valueOf(cells.nextToken().toUpperCase(Locale.ROOT))
                .column();
        String featureId = cells.nextToken();
        byte feature = featureId.equals("-")
                ? -1
                : (byte) Feature.parse(featureId).orElseThrow().number();
        String signature = cells.nextToken();
        while (cells.hasMoreTokens()) {
            String name = cells.nextToken();
            if (!name.equals("_")) {
                IMMEDIATES[opcode] = immediate;
                WIDTHS[opcode] = width;
                CLASSES[opcode] = column;
                FEATURES[opcode] = feature;
                signature(opcode, name, signature);
                NAMES[opcode] = name;
            }
            opcode++;
        }
    }

    private static void signature(int opcode, String name, String signature) {
        if (signature.equals("*")) {
            SPECIALS[opcode] = Special.valueOf(name.toUpperCase(Locale.ROOT).replace('.', '_'));
            return;
        }
        SPECIALS[opcode] = Special.FIXED;
        int arrow = signature.indexOf('>');
        PARAMS[opcode] = types(signature.substring(0, arrow));
        RESULTS[opcode] = types(signature.substring(arrow + 1));
    }

    private static int[] types(String letters) {
        int[] types = new int[letters.length()];
        for (int i = 0; i < types.length; i++) {
            types[i] = type(letters.charAt(i));
        }
        return types;
    }

    private static int type(char letter) {
        return switch (letter) {
            case 'i' -> ValType.I32;
            case 'l' -> ValType.I64;
            case 'f' -> ValType.F32;
            case 'd' -> ValType.F64;
            case 'v' -> ValType.V128;
            default -> ADDRESS;
        };
    }

    private static int number(String code) {
        int value = Integer.parseInt(code, 16);
        return switch (code.length() == 2 ? "" : code.substring(0, 2)) {
            case "FB" -> FB + (value & 0xFF);
            case "FC" -> FC + (value & 0xFF);
            case "FD" -> FD + Integer.parseInt(code.substring(2), 16);
            case "FE" -> FE + (value & 0xFF);
            default -> value;
        };
    }

    /** Whether this number is an operator's. */
    static boolean exists(int opcode) {
        return NAMES[opcode] != null;
    }

    static Immediate immediate(int opcode) {
        return IMMEDIATES[opcode];
    }

    /** Natural alignment as a power of two, or the number of lanes. */
    static int width(int opcode) {
        return WIDTHS[opcode];
    }

    static int operatorClass(int opcode) {
        return CLASSES[opcode];
    }

    /** Ordinal of the feature the operator belongs to; negative where WebAssembly 1.0 has it. */
    static int feature(int opcode) {
        return FEATURES[opcode];
    }

    static Special special(int opcode) {
        return SPECIALS[opcode];
    }

    /** What a fixed operator takes, last on top; {@link #ADDRESS} stands for the address type of its memory. */
    static int[] params(int opcode) {
        return PARAMS[opcode];
    }

    /** What it gives. */
    static int[] results(int opcode) {
        return RESULTS[opcode];
    }

    static String name(int opcode) {
        return NAMES[opcode];
    }
}
