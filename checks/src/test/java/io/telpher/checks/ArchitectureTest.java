package io.telpher.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void everyRoomIsSeen() {
        assertThat(House.classes().stream().map(JavaClass::getName))
                .contains("io.telpher.core.Service", "io.telpher.http.HttpRequest", "io.telpher.gateway.Feature")
                .noneMatch(name -> name.startsWith("io.telpher.checks"));
    }

    @Test
    void arrowsPointDown() {
        assertThat(Arrows.violations("io.telpher", House.classes())).isEmpty();
    }

    @Test
    void whatIsSplitFormsNoCircle() {
        for (Map<String, Set<String>> mayUse : Cycles.MAY_USE) {
            assertThat(Cycles.violations(mayUse, House.classes())).isEmpty();
            assertThat(House.classes().stream().map(JavaClass::getPackageName)).containsAll(mayUse.keySet());
        }
    }

    @Test
    void wireIsPure() {
        assertThat(Colours.impureWire(House.classes())).isEmpty();
    }

    @Test
    void nettyStaysInLoopAndNet() {
        assertThat(Colours.strayNetty(House.classes())).isEmpty();
    }

    @Test
    void timeIsAnArgument() {
        assertThat(Clocks.violations(House.classes())).isEmpty();
    }

    @Test
    void namesSayWhatAThingIs() {
        assertThat(Names.violations(House.classes())).isEmpty();
    }

    @Nested
    class TheRulesBite {
        @Test
        void anArrowUpwardsAndAnUnplannedRoomAreReported() {
            List<String> wrong = Arrows.violations("io.telpher.checks.fixture.house", House.fixture("house"));

            assertThat(wrong).anyMatch(line -> line.startsWith("core may not use http"));
            assertThat(wrong).anyMatch(line -> line.contains("without a line in Arrows: attic"));
            assertThat(wrong).noneMatch(line -> line.contains("LooksDown"));
        }

        @Test
        void aUseThatClosesACircleIsReported() {
            String house = "io.telpher.checks.fixture.house";
            Map<String, Set<String>> mayUse =
                    Map.of(house + ".core", Set.of(), house + ".http", Set.of(house + ".core"));

            assertThat(Cycles.violations(mayUse, House.fixture("house")))
                    .isNotEmpty()
                    .allMatch(line -> line.startsWith(house + ".core may not use " + house + ".http"));
        }

        @Test
        void inputNettyClocksAndThreadsInWireAreReported() {
            List<String> wrong = Colours.impureWire(House.fixture("colours"));

            assertThat(wrong).anyMatch(line -> line.contains("java.io.InputStream"));
            assertThat(wrong).anyMatch(line -> line.contains("io.netty.buffer.ByteBuf"));
            assertThat(wrong).anyMatch(line -> line.contains("io.telpher.core.Ticker"));
            assertThat(wrong).anyMatch(line -> line.contains("java.lang.Thread"));
            assertThat(wrong).noneMatch(line -> line.contains("java.io.IOException") || line.contains(".pure("));
        }

        @Test
        void nettyOutsideLoopIsReported() {
            List<String> wrong = Colours.strayNetty(House.fixture("colours"));

            assertThat(wrong).anyMatch(line -> line.contains("Strays"));
            assertThat(wrong).noneMatch(line -> line.contains("Loops"));
        }

        @Test
        void everyReadingOfAClockAndEveryTimedWaitIsReported() {
            List<String> wrong = Clocks.violations(House.fixture("clocks"));

            for (String method : List.of(
                    "nano",
                    "reference",
                    "instant",
                    "sleep",
                    "park",
                    "monitor",
                    "future",
                    "queue",
                    "permits",
                    "thread",
                    "process")) {
                assertThat(wrong).as(method).anyMatch(line -> line.contains("Watches." + method + "("));
            }
            assertThat(wrong).noneMatch(line -> line.contains("harmless"));
        }

        @Test
        void gettersAndEmptyEndingsAreReported() {
            assertThat(Names.violations(House.fixture("names")))
                    .hasSize(2)
                    .anyMatch(line -> line.contains("getThing"))
                    .anyMatch(line -> line.startsWith("the ending says nothing"));
        }
    }
}
