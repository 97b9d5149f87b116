/*
 * editor: the member's own editor on a file.
 */
#ifndef RUN_EDITOR_H
#define RUN_EDITOR_H

/* Runs $VISUAL, $EDITOR or vi on the file and waits; 0 when it ended well,
 * -1 after saying why not. */
int	editor_run(const char *path);

#endif
