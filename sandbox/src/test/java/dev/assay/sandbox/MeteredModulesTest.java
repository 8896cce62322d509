package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.wasm.WasmException;
import org.junit.jupiter.api.Test;

class MeteredModulesTest {
    private static final byte[] HONEST = Guests.module("honest");

    @Test
    void theSameBytesWithTheSameFuelAreMeteredOnce() throws WasmException {
        MeteredModules modules = new MeteredModules();
        MeteredModules.Metered first = modules.of(HONEST, 1000);
        assertThat(modules.of(HONEST.clone(), 1000)).isSameAs(first);
        assertThat(modules.of(HONEST, 1001)).isNotSameAs(first);
        assertThat(modules.of(HONEST, 1001).bytes()).isNotEqualTo(first.bytes());
        assertThat(modules.of(Guests.module("trap"), 1000)).isNotSameAs(first);
        assertThat(modules.count()).isEqualTo(3);
    }

    @Test
    void thatTheEngineAcceptedItIsKnownOfThatOneOnly() throws WasmException {
        MeteredModules modules = new MeteredModules();
        assertThat(modules.of(HONEST, 1000).isAccepted()).isFalse();
        modules.of(HONEST, 1000).accept();
        assertThat(modules.of(HONEST, 1000).isAccepted()).isTrue();
        assertThat(modules.of(HONEST, 1001).isAccepted()).isFalse();
    }

    @Test
    void theOneNotUsedForLongestMakesRoom() throws WasmException {
        long one = new MeteredModules().of(HONEST, 1000).bytes().length;
        MeteredModules modules = new MeteredModules(2 * one);
        MeteredModules.Metered first = modules.of(HONEST, 1000);
        MeteredModules.Metered second = modules.of(HONEST, 1001);
        assertThat(modules.of(HONEST, 1000)).isSameAs(first);
        modules.of(HONEST, 1002);
        assertThat(modules.count()).isEqualTo(2);
        assertThat(modules.of(HONEST, 1000)).isSameAs(first);
        assertThat(modules.of(HONEST, 1001)).isNotSameAs(second);
    }

    @Test
    void oneLargerThanAllRoomIsNotKept() throws WasmException {
        MeteredModules modules = new MeteredModules(10);
        assertThat(modules.of(HONEST, 1000).bytes()).isNotEmpty();
        assertThat(modules.count()).isZero();
    }

    @Test
    void whatIsRefusedIsRefusedEachTime() {
        MeteredModules modules = new MeteredModules();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> modules.of(new byte[] {0, 'a', 's', 'm', 1, 0, 0}, 1000))
                    .isInstanceOf(WasmException.class);
        }
        assertThat(modules.count()).isZero();
    }
}
