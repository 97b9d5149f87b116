# wapipe: one Makefile. `make demo` and `make check` are all the set-up there is;
# `make help` lists the rest. V=1 shows the commands, BUILD and BIN place the output.

VERSION = 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
CC ?= cc
BUILD ?= build
BIN ?= bin
CFLAGS ?= -O2 -g
WARNINGS = -Wall -Wextra -Wshadow -Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wvla -Wformat=2 -Wno-format-nonliteral
HARDEN = -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
LIBS = -ljansson -lsqlite3 -lcurl -lmicrohttpd -lyaml -lcrypto -lutf8proc -lstemmer -llinear -lqrencode -lopusfile -lsoxr -lpocketsphinx -lsphinxbase -lm -lpthread
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -Ilib -DWAPIPE_VERSION='"$(VERSION)"' $(WARNINGS) $(HARDEN) $(CFLAGS) $(EXTRA_CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(LDFLAGS) $(EXTRA_CFLAGS)
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer

LIB_SRC := $(wildcard lib/*/*.c)
SQL_SRC := $(wildcard lib/sql/*.sql)
YAML_SRC := lib/wa/texts.yaml lib/wa/keywords.yaml lib/wa/knowledge.yaml $(wildcard etc/init/*.yaml)
LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/%.o) $(SQL_SRC:%.sql=$(BUILD)/%.o) $(YAML_SRC:%.yaml=$(BUILD)/%.yaml.o)
LIB := $(BUILD)/libwapipe.a
C_CMD := $(patsubst src/%.c,%,$(wildcard src/*.c))
SH_CMD := $(patsubst src/%.sh,%,$(wildcard src/*.sh))
CMD := $(C_CMD:%=$(BIN)/%) $(SH_CMD:%=$(BIN)/%)
UNIT := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*.c))
TOOL := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(wildcard tests/bench/*.c))
OBJ := $(LIB_OBJ) $(C_CMD:%=$(BUILD)/src/%.o) $(UNIT:$(BUILD)/%=$(BUILD)/tests/%.o) $(TOOL:$(BUILD)/%=$(BUILD)/tests/%.o)
MAN := $(wildcard src/*.[1578])
DATA := $(filter-out %.c %.h,$(wildcard lib/nlp/*.*))

# As many at once as there are processors. Building, each one's output comes in
# one piece; tests and the demonstration keep the terminal to themselves.
ifeq ($(MAKELEVEL),0)
ifeq ($(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 2)
endif
endif
MAKEFLAGS += --no-print-directory
SUB = +@$(MAKE) -Otarget
ifeq ($(V),)
Q = @
say = @printf '  %-5s %s\n' '$(1)' '$(2)'
endif
export BUILD BIN

all: $(CMD)		## build the commands into bin/
	@:

# The flags objects were made with: other flags, other objects.
$(BUILD)/flags: FORCE
	@: $(shell mkdir -p $(@D) $(BIN)) $(file >$@.new,$(CC) $(ALL_CFLAGS))
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

# Only one object knows where things will be installed.
$(BUILD)/prefix: FORCE
	@: $(shell mkdir -p $(@D)) $(file >$@.new,$(PREFIX))
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

$(BUILD)/lib/base/share.o: $(BUILD)/prefix
$(BUILD)/lib/base/share.o: private ALL_CFLAGS += -DWAPIPE_SHARE='"$(PREFIX)/share/wapipe"'

# What was learnt is good for the same code and tables only: lib/nlp/learnt.h.
$(BUILD)/nlp: $(sort $(wildcard lib/nlp/* lib/ext/text.* lib/ext/stem.*))
	@mkdir -p $(@D)
	$(Q)cat $^ | sha256sum | cut -c 1-32 > $@

$(BUILD)/lib/nlp/learnt.o: $(BUILD)/nlp
$(BUILD)/lib/nlp/learnt.o: private ALL_CFLAGS += -DNLP_DIGEST='"$(file <$(BUILD)/nlp)"'

# Libraries whose headers don't stand where the compiler looks.
MULTIARCH := $(shell $(CC) -print-multiarch)
$(BUILD)/lib/ext/audio_opus.o: private ALL_CFLAGS += -isystem /usr/include/opus
$(BUILD)/lib/ext/sphinx.o: private ALL_CFLAGS += -isystem /usr/include/pocketsphinx \
	-isystem /usr/include/sphinxbase -isystem /usr/include/$(MULTIARCH)/sphinxbase -isystem /usr/include/$(MULTIARCH)

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# A migration becomes a C string, sql_NAME, in the library.
$(BUILD)/lib/sql/%.c: lib/sql/%.sql scripts/embed
	@mkdir -p $(@D)
	$(Q)scripts/embed sql_$(subst -,_,$*) $< > $@

$(BUILD)/lib/sql/%.o: $(BUILD)/lib/sql/%.c $(BUILD)/flags
	$(call say,SQL,lib/sql/$*.sql)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

# What people edit and programs carry: embedded_NAME.
$(BUILD)/%.yaml.c: %.yaml scripts/embed
	@mkdir -p $(@D)
	$(Q)scripts/embed embedded_$(subst -,_,$(notdir $*)) $< > $@

$(BUILD)/%.yaml.o: $(BUILD)/%.yaml.c $(BUILD)/flags
	$(call say,YAML,$*.yaml)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(LIB): $(LIB_OBJ)
	@rm -f $@
	$(call say,AR,$@)
	$(Q)ar rcs $@ $^

$(C_CMD:%=$(BIN)/%): $(BIN)/%: $(BUILD)/src/%.o $(LIB)
	$(call say,LINK,$@)
	$(Q)$(CC) -o $@ $< $(LIB) $(ALL_LDFLAGS) $(LIBS)

$(SH_CMD:%=$(BIN)/%): $(BIN)/%: src/%.sh $(BUILD)/flags
	$(Q)install -m 755 $< $@

$(UNIT): $(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) -o $@ $< $(LIB) $(ALL_LDFLAGS) $(LIBS) -lcmocka

# What tests and benchmarks load the programs with.
$(TOOL): $(BUILD)/bench/%: $(BUILD)/tests/bench/%.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) -o $@ $< $(LIB) $(ALL_LDFLAGS) $(LIBS)

deps:			## install what building and testing need and is missing
	@scripts/deps

demo: deps		## a morning at a clinic's desk, played against the sandbox
	$(SUB) all
	@scripts/demo

check: deps		## build and test
	$(SUB) all $(UNIT) $(TOOL)
	@scripts/check

asan: deps		## the same tests under AddressSanitizer, UBSan and LeakSanitizer
	$(SUB) asan-check BUILD=build/asan BIN=build/asan/bin HARDEN=-fPIE EXTRA_CFLAGS='$(SANITIZE)'

asan-check: all $(UNIT) $(TOOL)
	@scripts/watch-memory asan

valgrind: deps		## the same tests, each command under valgrind (slow)
	@scripts/deps valgrind
	$(SUB) all $(UNIT) $(TOOL)
	@scripts/watch-memory valgrind

lint:			## warnings are errors (gcc, clang); layers; shellcheck; mandoc
	@scripts/deps
	@scripts/deps lint
	$(SUB) objects BUILD=build/lint-gcc BIN=build/lint-gcc CC=gcc EXTRA_CFLAGS=-Werror
	$(SUB) objects BUILD=build/lint-clang BIN=build/lint-clang CC=clang EXTRA_CFLAGS=-Werror
	@scripts/layers build/lint-gcc
	@scripts/lint-shell
	@[ -z '$(MAN)' ] || mandoc -T lint -W warning $(MAN)

objects: $(OBJ)
	@:

soak: deps		## the crash test for as long as you let it (SOAK=MINUTES, default 10)
	$(SUB) all $(TOOL)
	@scripts/soak $(SOAK)

bench: deps		## webhook acknowledgements, drain of the line, first answer, memory
	$(SUB) all $(TOOL)
	@for b in webhook pipeline idle; do ! [ -x scripts/bench-$$b ] || scripts/bench-$$b || exit 1; done

bench-%: deps		## one of them: bench-answers, bench-backup, bench-desk, bench-idle, bench-leads, bench-no-guess, bench-pipeline, bench-voice, bench-webhook
	$(SUB) all $(TOOL)
	@scripts/bench-$*

install: all		## into $(DESTDIR)$(PREFIX)
	$(Q)install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/share/wapipe'
	$(Q)install -m 755 $(CMD) '$(DESTDIR)$(PREFIX)/bin'
	$(Q)for page in $(MAN); do \
		install -D -m 644 $$page "$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}" || exit 1; done
	$(Q)for data in $(DATA); do install -m 644 $$data '$(DESTDIR)$(PREFIX)/share/wapipe' || exit 1; done
	$(Q)[ ! -d etc ] || cp -R etc/. '$(DESTDIR)$(PREFIX)/share/wapipe'

uninstall:		## take out again what install put there
	rm -f $(CMD:$(BIN)/%='$(DESTDIR)$(PREFIX)/bin/%')
	rm -f $(foreach p,$(MAN),'$(DESTDIR)$(PREFIX)/share/man/man$(subst .,,$(suffix $p))/$(notdir $p)')
	rm -rf '$(DESTDIR)$(PREFIX)/share/wapipe'

clean:			## remove what was built
	rm -rf build
	find bin -type f ! -name .gitkeep -delete

help:			## this list
	@sed -n 's/^\([a-z%-]*\):[^#]*##[[:space:]]*/\1\t/p' Makefile | expand -t 14

FORCE:
.PHONY: all deps demo check asan asan-check valgrind lint objects soak bench install uninstall clean help FORCE
.SECONDARY:
.DELETE_ON_ERROR:

-include $(OBJ:.o=.d)
