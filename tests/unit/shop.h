/*
 * shop: a workspace in a directory of its own, whose files a test writes.
 */
#ifndef TESTS_UNIT_SHOP_H
#define TESTS_UNIT_SHOP_H

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "wa/workspace.h"

static char shop_dir[] = "/tmp/wapipe-shop-XXXXXX";

static void
shop_write_bytes(const char *name, const char *data, size_t len)
{
	char *path = file_path(shop_dir, name);

	assert_int_equal(file_replace(path, 0600, data, len), 0);
	free(path);
}

static void
shop_write(const char *name, const char *text)
{
	shop_write_bytes(name, text, strlen(text));
}

/* For a group's setup: to *state. */
static int
shop_open(void **state, const char *settings)
{
	assert_non_null(mkdtemp(shop_dir));
	shop_write("workspace.yaml", settings);
	*state = workspace_open(shop_dir);
	assert_non_null(*state);
	return 0;
}

/* A group's teardown. */
static int
shop_close(void **state)
{
	workspace_free(*state);
	file_remove_tree(shop_dir);
	return 0;
}

#endif
