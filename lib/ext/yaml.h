/*
 * yaml: owner of libyaml. A file that people edit becomes json_t in which
 * every scalar is a string (so that ids, "no" and 08:00 stay what was typed;
 * ~, null and nothing are ""), each node knows its line, and whatever is
 * found wrong is collected, to be said in one go, sorted by line:
 *
 *	shop/faq.yaml:12: what is wrong, and what would be right
 *
 * One document of mappings, lists and scalars. Anchors, aliases and tags are
 * refused: nobody who edits these files needs them, and they are how a small
 * file becomes a large one.
 */
#ifndef EXT_YAML_H
#define EXT_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "ext/json.h"

#define YAML_MAX	((size_t)16 << 20)	/* bytes of a file */
#define YAML_DEPTH	32

struct yaml;

/* Never NULL: what goes wrong, a missing file too, is a mistake of the
 * document. Free with yaml_close, which takes NULL. */
struct yaml	*yaml_load(const char *path);
/* The same of a file that need not be there, and is empty then. Its bytes go to
 * the end of text; NULL: nobody wants them. */
struct yaml	*yaml_load_optional(const char *path, struct buf *text);
/* The same from memory; `name` is what the mistakes call it. */
struct yaml	*yaml_from(const char *name, const char *text, size_t len);
void		 yaml_close(struct yaml *);

/* NULL when it could not be read; "" for an empty file. Borrowed. */
json_t		*yaml_root(const struct yaml *);
/* Where a node begins: the line of its key, or of its item; 1 for others. */
int		 yaml_line(const struct yaml *, const json_t *node);

/* Something wrong at a node (NULL: with the whole file): it can't be used so. */
void	yaml_mistake(struct yaml *, const json_t *node, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Something that works and is probably not meant; only lint shows these. */
void	yaml_remark(struct yaml *, const json_t *node, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
size_t	yaml_mistakes(const struct yaml *);
size_t	yaml_remarks(const struct yaml *);
/* Every mistake, and with `remarks` those too, as lines at the end of out. */
void	yaml_print(const struct yaml *, bool remarks, struct buf *out);
/* Every mistake on stderr. */
void	yaml_log(const struct yaml *);

#endif
