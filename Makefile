# lettermill. `make help` tells what there is to make.
#
#	make		builds build/release/lettermill
#	make DEV=1	the same with every warning an error
#	make SAN=1	build/asan, under AddressSanitizer and UBSan
#	make CC=clang	with another compiler

VERSION = 0.1
PREFIX ?= /usr/local
DESTDIR ?=
CC ?= cc
PKG_CONFIG ?= pkg-config
# Debian's own, which finds the modules that apt installs.
PYTHON ?= /usr/bin/python3

# What is needed, from Debian 12, and why.
BUILD_PACKAGES = gcc libc6-dev pkgconf \
	libhpdf-dev libpng-dev libturbojpeg0-dev librsvg2-dev libdeflate-dev \
	libzstd-dev libcsv-dev libiniparser-dev libsqlite3-dev \
	libcmark-dev libharfbuzz-dev libunibreak-dev libhyphen-dev libicu-dev \
	libssl-dev libp11-dev libgmime-3.0-dev libidn2-dev libmicrohttpd-dev \
	libarchive-dev libcurl4-openssl-dev \
	liblcms2-dev fonts-lato fonts-dejavu-core openssl
TEST_PACKAGES = sasl2-bin libsasl2-modules libcmocka-dev hyphen-en-gb poppler-utils qpdf python3 \
	python3-pikepdf python3-pdfminer mupdf-tools unzip \
	python3-commonmark man-db sqlite3 softhsm2 procps maven default-jre-headless libnss3-tools \
	python3-venv tzdata libarchive-tools zstd mblaze postfix valgrind strace \
	systemd chromium chromium-driver python3-selenium

ifdef SAN
VARIANT = asan
OPTIMISE = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer -Wno-format-truncation
else
VARIANT = release
OPTIMISE = -O2 -g
endif
BUILD = build/$(VARIANT)

ifdef DEV
WARNINGS = -Werror -Wshadow -Wconversion -Wvla -Wmissing-prototypes \
	-Wstrict-prototypes -Wwrite-strings
endif

PACKAGES_PC = sqlite3 libcmark harfbuzz harfbuzz-subset libcrypto libpng \
	libdeflate libzstd glib-2.0
# These are loaded when a run first needs them (src/late/late.h), by the names
# in LATE; LATE= links them as the others are. ICU, which most runs need, is so
# loaded beside other things (src/batch/ahead.h).
LATE_PC = librsvg-2.0 cairo-ps gmime-3.0 libcurl libmicrohttpd libarchive \
	libidn2 libp11 libturbojpeg icu-i18n icu-uc
LATE = rsvg-2 cairo gmime-3.0 gobject-2.0 curl microhttpd archive idn2 p11 \
	turbojpeg icui18n icuuc
ifeq ($(filter x86_64-% aarch64-%,$(shell $(CC) -dumpmachine)),)
override LATE =
endif
ALL_PC = $(PACKAGES_PC) $(LATE_PC)
ALL_CFLAGS = -std=c11 -fvisibility=hidden -D_GNU_SOURCE -DLETTERMILL_VERSION='"$(VERSION)"' -Isrc -Ibuild/embedded \
	-Wall -Wextra $(WARNINGS) $(OPTIMISE) $(CFLAGS) \
	$(shell $(PKG_CONFIG) --cflags $(ALL_PC) 2>/dev/null)
libs = $(shell $(PKG_CONFIG) --libs $(1) 2>/dev/null) \
	-lhpdf -lcsv -liniparser -lunibreak -lhyphen -lm
LIBS = $(call libs,$(ALL_PC))
STAND_INS = $(LATE:%=$(BUILD)/stand-ins/%.o)

SOURCES = $(sort $(wildcard src/*.c src/*/*.c))
OBJECTS = $(SOURCES:src/%.c=$(BUILD)/%.o)
MODULES = $(filter-out $(BUILD)/main.o,$(OBJECTS))
UNIT_TESTS = $(patsubst tests/unit/%.c,$(BUILD)/unit/%, \
	$(sort $(wildcard tests/unit/test_*.c)))
FONTS = Lato-Regular.ttf Lato-Bold.ttf Lato-Italic.ttf Lato-BoldItalic.ttf \
	DejaVuSans.ttf sRGB.icc

all: setup-build
	@$(MAKE) --no-print-directory program

program: $(BUILD)/lettermill $(BUILD)/lettermill.1 \
	$(addprefix fonts/,$(FONTS)) config/specimen-authority/signer.key

# V=1 shows the commands.
ifndef V
SAY = @echo '  $(1)	$@';
endif

$(BUILD)/lettermill: $(OBJECTS) $(STAND_INS)
	$(call SAY,link)$(CC) $(OPTIMISE) $(LDFLAGS) -o $@ $^ \
		$(call libs,$(PACKAGES_PC) $(if $(LATE),,$(LATE_PC)))

# A stand-in for each function that is called of a library that is loaded late.
library = $(shell $(CC) -print-file-name=lib$(1).so)

$(BUILD)/stand-ins/called: $(OBJECTS)
	@mkdir -p $(@D)
	@nm -u $^ | awk '$$1 == "U" { print $$2 }' | LC_ALL=C sort -u >$@

$(STAND_INS:.o=.functions): $(BUILD)/stand-ins/%.functions: \
		$(BUILD)/stand-ins/called
	@nm -D --defined-only $(call library,$*) | \
		sed -n 's/@.*//; s/.* [TWi] //p' | \
		LC_ALL=C sort -u | LC_ALL=C comm -12 - $< | \
		sed 's/^/stand_in /' >$@

$(STAND_INS): %.o: src/late/stand_ins.S %.functions
	$(call SAY,late)$(CC) $(CFLAGS) -I. -c -o $@ -DLATE_FUNCTIONS='"$*.functions"' \
		-DLATE_SONAME="\"$$(objdump -p $(call library,$(*F)) | \
			awk '$$1 == "SONAME" { print $$2 }')\"" $<

$(BUILD)/%.o: src/%.c
	@mkdir -p $(@D)
	$(call SAY,cc)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The proof page's files, as strings of C, and their digests, by which the page
# lets them run (CSP, 8.4).
EMBEDDED = $(addprefix build/embedded/proof/,page.html.h page.css.h page.js.h \
	page.css.hash.h page.js.hash.h)

build/embedded/%.hash.h: src/%
	@mkdir -p $(@D)
	@echo "\"sha256-$$(openssl dgst -sha256 -binary $< | openssl base64)\"" > $@

build/embedded/%.h: src/%
	@mkdir -p $(@D)
	@sed 's/[\\"]/\\&/g; s/??/?\\?/g; s/^/"/; s/$$/\\n"/' $< > $@

$(BUILD)/proof/page.o build/fuzz/proof/page.o: $(EMBEDDED)

$(BUILD)/lettermill.1: $(BUILD)/lettermill
	$(call SAY,man)$(BUILD)/lettermill manual > $@

# A module's test links with the whole program but its main().
$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/modules.a
	@mkdir -p $(@D)
	$(call SAY,cc)$(CC) $(ALL_CFLAGS) -MMD -MP -o $@ $< $(BUILD)/modules.a $(LDFLAGS) \
		-lcmocka $(LIBS)

$(BUILD)/modules.a: $(MODULES)
	@rm -f $@
	$(call SAY,ar)$(AR) rcs $@ $^

# Typefaces and the colour profile come from packages, never from git.
fonts/Lato-%.ttf: ; cp /usr/share/fonts/truetype/lato/$(@F) $@
fonts/DejaVuSans.ttf: ; cp /usr/share/fonts/truetype/dejavu/$(@F) $@
fonts/sRGB.icc: fonts/make-profile.c
	@mkdir -p build
	$(call SAY,icc)$(CC) -std=c11 -Wall -Wextra -O2 -o build/make-profile \
		$< -llcms2 && build/make-profile $@

# Installs what is missing, and nothing where nothing is.
define install_missing
	@missing=$$(for package in $(1); do \
		dpkg-query -W -f '$${Status}\n' $$package 2>/dev/null | \
			grep -q '^install ok installed' || echo $$package; \
	done); \
	if [ -n "$$missing" ]; then \
		echo "$(2):" $$missing; \
		echo "installing them with apt-get (as root or by sudo)"; \
		root=$$([ "$$(id -u)" = 0 ] || echo sudo); \
		$$root apt-get update -qq && \
		$$root env DEBIAN_FRONTEND=noninteractive apt-get install -y \
			-qq --no-install-recommends $$missing >/dev/null; \
	fi
endef

setup-build:
	$(call install_missing,$(BUILD_PACKAGES),to build lettermill it needs)

setup-test: setup-build
	$(call install_missing,$(TEST_PACKAGES),to run the tests it needs)

# The bundled letters are signed with a key made here, good for nothing else.
config/specimen-authority/signer.key:
	$(call SAY,key)config/make-specimen-authority.sh

JOBS = annual-review-2020 annual-review-2024 school-results-2025 \
	water-bill-2025

letters: all
	@for job in $(JOBS); do \
		$(BUILD)/lettermill render --config config/$$job.ini || exit; \
	done

test: setup-test
	@$(MAKE) --no-print-directory program unit
	@BUILD=$(BUILD) CC='$(CC)' PYTHON=$(PYTHON) \
		CPPFLAGS='$(shell $(PKG_CONFIG) --cflags $(ALL_PC))' \
		tests/run $(ONLY)

# A job as an array of a real Slurm, which runs here as root while the test does.
SLURM_PACKAGES = slurm-wlm munge

test-slurm: setup-test
	$(call install_missing,$(SLURM_PACKAGES),to run Slurm it needs)
	@$(MAKE) --no-print-directory program
	@BUILD=$(BUILD) PYTHON=$(PYTHON) tests/run deploy/slurm

# Every letter of all bundled jobs, by programs of others: a line each.
judge: setup-test
	@$(MAKE) --no-print-directory program
	@LETTERMILL=$(CURDIR)/$(BUILD)/lettermill $(PYTHON) \
		tests/judge/judges.py
	@LETTERMILL=$(CURDIR)/$(BUILD)/lettermill $(PYTHON) \
		tests/judge/test_water.py --all

# What a letter costs, beside others' programs: see tests/bench/run.py.
BENCH_PACKAGES = fonts-liberation poppler-utils python3 python3-commonmark \
	python3-pikepdf python3-venv maven default-jre-headless
BENCH_FLAGS ?= --write

bench: setup-build
	$(call install_missing,$(BENCH_PACKAGES),to measure it needs)
	@$(MAKE) --no-print-directory program bench-peers
	@tests/judge/setup-verapdf
	@LETTERMILL=$(CURDIR)/$(BUILD)/lettermill \
		$(PYTHON) tests/bench/run.py $(BENCH_FLAGS)

# The same as a job grows, to N letters: see tests/bench/scale.py.
N ?= 1000000

bench-scale: setup-build
	$(call install_missing,$(BENCH_PACKAGES),to measure it needs)
	@$(MAKE) --no-print-directory program
	@LETTERMILL=$(CURDIR)/$(BUILD)/lettermill $(PYTHON) \
		tests/bench/scale.py --largest $(N) $(BENCH_FLAGS)

# What it costs in counts that no machine changes; UPDATE=1 takes them as they
# are now. A part of `make test`.
bench-quick: setup-test
	@$(MAKE) --no-print-directory program
	@LETTERMILL=$(CURDIR)/$(BUILD)/lettermill $(PYTHON) \
		tests/bench/test_costs.py $(if $(UPDATE),--update)

bench-peers: build/bench/floor build/bench/peer_haru build/bench/venv/ready

build/bench/floor: tests/bench/floor.c
	@mkdir -p $(@D)
	$(call SAY,cc)$(CC) -std=c11 -Wall -Wextra -O2 -o $@ $< -lcrypto

build/bench/peer_haru: tests/bench/peers/peer_haru.c
	@mkdir -p $(@D)
	$(call SAY,cc)$(CC) -std=gnu11 -Wall -Wextra -O2 -o $@ $< -lhpdf

build/bench/venv/ready: tests/bench/peers/versions.txt
	@rm -rf $(@D)
	$(call SAY,pip)$(PYTHON) -m venv $(@D) && \
		$(@D)/bin/pip install -q -r $< && touch $@

# The type of every bundled letter, and of 200 made-up ones.
measure: setup-test
	@$(MAKE) --no-print-directory program
	@LETTERMILL=$(CURDIR)/$(BUILD)/lettermill \
		$(PYTHON) tests/type/test_type.py --all

unit: $(UNIT_TESTS)

# Each driver for SECONDS, with clang's libFuzzer; what it found lies beside it.
SECONDS = 60
FUZZ_FLAGS = -std=c11 -D_GNU_SOURCE -DLETTERMILL_VERSION='"$(VERSION)"' -Isrc -Ibuild/embedded \
	-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
	$(shell $(PKG_CONFIG) --cflags $(ALL_PC) 2>/dev/null)
FUZZERS = $(patsubst tests/fuzz/%.c,build/fuzz/%, \
	$(sort $(wildcard tests/fuzz/fuzz_*.c)))

fuzz: fuzzers
	bash tests/fuzz/run.sh $(SECONDS)

fuzzers: $(FUZZERS) $(addprefix fonts/,$(FONTS))

build/fuzz/%.o: src/%.c
	@mkdir -p $(@D)
	$(call SAY,fuzz)clang $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link \
		-MMD -MP -c -o $@ $<

build/fuzz/modules.a: $(filter-out build/fuzz/main.o,$(SOURCES:src/%.c=build/fuzz/%.o))
	@rm -f $@
	$(call SAY,ar)$(AR) rcs $@ $^

build/fuzz/%: tests/fuzz/%.c build/fuzz/modules.a
	$(call SAY,fuzz)clang $(FUZZ_FLAGS) -fsanitize=fuzzer -MMD -MP -o $@ $< \
		build/fuzz/modules.a $(LIBS)

install: program
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/lettermill/fonts
	install $(BUILD)/lettermill $(DESTDIR)$(PREFIX)/bin/
	install -m 644 $(BUILD)/lettermill.1 \
		$(DESTDIR)$(PREFIX)/share/man/man1/
	install -m 644 $(addprefix fonts/,$(FONTS)) \
		$(DESTDIR)$(PREFIX)/share/lettermill/fonts/
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system \
		$(DESTDIR)$(PREFIX)/lib/sysusers.d \
		$(DESTDIR)$(PREFIX)/share/doc/lettermill
	install config/deploy/mail-failure \
		$(DESTDIR)$(PREFIX)/share/lettermill/
	install -m 644 config/deploy/lettermill.sysusers \
		$(DESTDIR)$(PREFIX)/lib/sysusers.d/lettermill.conf
	install -m 644 config/deploy/kubernetes-job.yaml \
		config/deploy/aws-batch-definition.yaml \
		config/deploy/aws-batch-job.yaml \
		$(DESTDIR)$(PREFIX)/share/doc/lettermill/
	@set -e; for unit in $(UNITS); do \
		$(call put_unit,$$unit,lib/systemd/system/$$unit); done; \
		$(call put_unit,lettermill.cron,share/doc/lettermill/cron)

# Where the program is, is known when it is installed.
UNITS = lettermill@.service lettermill@.timer lettermill-failed@.service
put_unit = sed 's|@PREFIX@|$(PREFIX)|' "config/deploy/$(1)" \
	>"$(DESTDIR)$(PREFIX)/$(2)"

# What a cluster runs: an image, made without a container engine, and then tried
# as the files of config/deploy have it run. As root.
IMAGE = build/image

image: setup-build
	$(call install_missing,buildah mmdebstrap,to build an image it needs)
	config/deploy/make-image $(IMAGE) $(VERSION)

test-image: image setup-test
	@$(MAKE) --no-print-directory program
	@LETTERMILL=$(CURDIR)/$(BUILD)/lettermill \
		$(PYTHON) tests/deploy/try_image.py $(IMAGE) $(VERSION)

# The README's: needs imagemagick, which nothing else does.
pictures: letters
	.pictures/make

clean:
	rm -rf build

help:
	@echo 'make           build build/release/lettermill'
	@echo 'make letters   make the letters of all bundled jobs, in out/'
	@echo 'make test      run all tests (SAN=1: under ASan and UBSan;'
	@echo '               ONLY=WORD: those whose name holds WORD)'
	@echo 'make test-slurm  make a job as an array of a real Slurm (as root)'
	@echo 'make fuzz      give the parsers hostile input, SECONDS (60) each'
	@echo '               (needs clang and its libFuzzer)'
	@echo 'make pictures  draw the README'\''s pictures (needs imagemagick)'
	@echo 'make judge     have every judge see every bundled letter'
	@echo 'make measure   measure the type of every bundled letter'
	@echo 'make bench     measure what a letter costs, beside other programs'
	@echo 'make bench-scale  the same as a job grows, to N (1000000) letters'
	@echo 'make bench-quick  hold counts of a letter against the baseline'
	@echo '               (UPDATE=1 writes it anew)'
	@echo 'make image     build a container image, in build/image (as root)'
	@echo 'make test-image  and make letters in it, as a cluster would'
	@echo 'make install   into PREFIX (/usr/local) below DESTDIR'
	@echo 'make clean     remove build/ (letters stay)'
	@echo 'DEV=1 makes every warning an error; CC=clang chooses a compiler.'
	@echo 'What is missing is installed with apt, and said before.'

-include $(OBJECTS:.o=.d) $(UNIT_TESTS:=.d) $(FUZZERS:=.d) \
	$(SOURCES:src/%.c=build/fuzz/%.d)

.PHONY: all program setup-build setup-test letters pictures test test-slurm \
	test-image judge measure bench bench-quick bench-scale bench-peers image \
	unit fuzz fuzzers install clean help
.DELETE_ON_ERROR:
