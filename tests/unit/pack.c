/* The context pack as text: golden files in tests/data/pack. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "ext/json.h"
#include "ext/text.h"
#include "run/pack_text.h"
#include "wa/words.h"

static char *
path_of(const char *name)
{
	const char *root = getenv("ROOT");

	return mem_printf("%s/tests/data/pack/%s", root != NULL ? root : ".", name);
}

static void
slurp(const char *name, struct buf *out)
{
	char *path = path_of(name);

	assert_int_equal(file_read(path, 1 << 20, out), 0);
	free(path);
}

static json_t *
pack(void)
{
	struct buf b = {0};
	json_t *p;

	slurp("pack.json", &b);
	p = json_parse(b.data, b.len, NULL);
	assert_non_null(p);
	buf_free(&b);
	return p;
}

static int64_t
now(void)
{
	int64_t ms;

	assert_int_equal(clock_parse("2026-11-21T09:40:00Z", &ms), 0);
	return ms;
}

static void
compare(const char *name, const struct buf *got)
{
	struct buf want = {0};

	slurp(name, &want);
	assert_string_equal(got->data, want.data);
	buf_free(&want);
}

static void
golden(const char *name, size_t width)
{
	struct buf out = {0};
	json_t *p = pack();

	pack_text(p, width, now(), &out);
	compare(name, &out);
	buf_free(&out);
	json_decref(p);
}

static void
it_reads_well_in_80_columns(void **state)
{
	(void)state;
	golden("80.txt", 80);
}

static void
it_reads_well_on_a_phone_of_40(void **state)
{
	(void)state;
	golden("40.txt", 40);
}

static void
no_line_is_wider_but_what_is_copied(void **state)
{
	struct buf out = {0};
	json_t *p = pack();

	(void)state;
	for (size_t width = 20; width <= 80; width += 5) {
		buf_clear(&out);
		pack_text(p, width, now(), &out);
		for (char *line = out.data, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
			bool whole = memmem(line, (size_t)(end - line), "/media/", 7) != NULL ||
			    memmem(line, (size_t)(end - line), "https:", 6) != NULL ||
			    memmem(line, (size_t)(end - line), "  wa-", 5) != NULL;

			assert_true(whole || text_width(line, (size_t)(end - line)) <= width);
		}
	}
	buf_free(&out);
	json_decref(p);
}

static void
a_preview_fits_whatever_a_customer_writes(void **state)
{
	struct buf out = {0}, long_text = {0};
	json_t *p = pack();

	(void)state;
	pack_text_preview(p, 1024, now(), &out);
	compare("preview.txt", &out);
	/* One grapheme of eleven units, over and over. */
	for (int i = 0; i < 500; i++)
		buf_str(&long_text, "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466");
	json_put(p, "ask", long_text.data);
	buf_clear(&out);
	pack_text_preview(p, 300, now(), &out);
	assert_true(words_units(out.data, out.len) <= 300);
	assert_true(out.len > 100);
	buf_free(&out);
	buf_free(&long_text);
	json_decref(p);
}

static void
a_pack_of_almost_nothing_is_fine(void **state)
{
	json_t *p = json_pack("{s:s,s:{},s:{s:b},s:s}", "conversation", "c_1", "contact", "window", "open", 0, "reply", "wa-conv reply c_1");
	struct buf out = {0};

	(void)state;
	pack_text(p, 60, now(), &out);
	assert_string_equal(out.data, "c_1\n\nNext\n  window closed: only a template may be sent\n  wa-conv reply c_1\n");
	buf_clear(&out);
	pack_text_preview(p, 1024, now(), &out);
	assert_string_equal(out.data, "c_1\n");
	buf_free(&out);
	json_decref(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_reads_well_in_80_columns),
		cmocka_unit_test(it_reads_well_on_a_phone_of_40),
		cmocka_unit_test(no_line_is_wider_but_what_is_copied),
		cmocka_unit_test(a_preview_fits_whatever_a_customer_writes),
		cmocka_unit_test(a_pack_of_almost_nothing_is_fine),
	};

	setenv("TZ", "Europe/Madrid", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
