/*
 * memory: a store in memory, with the tables of today.
 */
#ifndef TESTS_UNIT_MEMORY_H
#define TESTS_UNIT_MEMORY_H

#include "ext/db.h"

extern const char sql_wa_0001[], sql_wa_0002[];

/* Closed by the caller. */
static struct db *
memory_store(void)
{
	struct db *db = db_open("", DB_MEMORY, DB_NORMAL);

	assert_non_null(db);
	assert_int_equal(db_script(db, sql_wa_0001), DB_OK);
	assert_int_equal(db_script(db, sql_wa_0002), DB_OK);
	return db;
}

#endif
