# wapipe: one Makefile. `make demo` and `make check` are all the set-up there is.

VERSION = 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
CC ?= cc
BUILD ?= build
BIN ?= bin
CFLAGS ?= -O2 -g
WARNINGS = -Wall -Wextra -Wshadow -Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wvla -Wformat=2 -Wno-format-nonliteral
HARDEN = -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
LIBS = -ljansson -lsqlite3 -lcurl -lmicrohttpd -lyaml -lcrypto -lutf8proc -lstemmer -llinear -lm -lpthread
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -Ilib -DWAPIPE_VERSION='"$(VERSION)"' -DWAPIPE_SHARE='"$(PREFIX)/share/wapipe"' $(WARNINGS) $(HARDEN) $(CFLAGS) $(EXTRA_CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(LDFLAGS) $(EXTRA_CFLAGS)

LIB_SRC := $(wildcard lib/*/*.c)
SQL_SRC := $(wildcard lib/sql/*.sql)
LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/%.o) $(SQL_SRC:%.sql=$(BUILD)/%.o)
LIB := $(BUILD)/libwapipe.a
C_CMD := $(patsubst src/%.c,%,$(wildcard src/*.c))
SH_CMD := $(patsubst src/%.sh,%,$(wildcard src/*.sh))
UNIT := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*.c))
MAN := $(wildcard src/*.[1578])

all: $(C_CMD:%=$(BIN)/%) $(SH_CMD:%=$(BIN)/%)

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# A migration becomes a C string, sql_NAME, in the library.
$(BUILD)/lib/sql/%.c: lib/sql/%.sql scripts/embed
	@mkdir -p $(@D)
	scripts/embed sql_$(subst -,_,$*) $< > $@

$(BUILD)/lib/sql/%.o: $(BUILD)/lib/sql/%.c
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(LIB): $(LIB_OBJ)
	@rm -f $@
	ar rcs $@ $^

$(C_CMD:%=$(BIN)/%): $(BIN)/%: $(BUILD)/src/%.o $(LIB)
	$(CC) -o $@ $< $(LIB) $(ALL_LDFLAGS) $(LIBS)

$(SH_CMD:%=$(BIN)/%): $(BIN)/%: src/%.sh
	install -m 755 $< $@

$(BUILD)/unit/%: tests/unit/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -o $@ $< $(LIB) $(ALL_LDFLAGS) $(LIBS) -lcmocka

deps:
	@scripts/deps

check: deps
	@$(MAKE) --no-print-directory all $(UNIT)
	@scripts/check

.PHONY: all deps check
.SECONDARY:

-include $(LIB_OBJ:.o=.d) $(C_CMD:%=$(BUILD)/src/%.d) $(UNIT:=.d)
