/*
 * log: one line a problem on stderr, "program: subject: what is wrong".
 *
 * A line is one write(2) of at most LOG_MAX bytes, so that lines of several
 * programs of a pipeline never mix. Control characters are replaced: what a
 * customer wrote can't drive the operator's terminal. Never log message text
 * or secrets.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#define LOG_MAX 1024

/* Call first in main; a path is cut to its last part. Sees to it that reading
 * a stdin that came closed, or writing such a stdout, fails. */
void		 log_program(const char *argv0);
const char	*log_name(void);

void	log_line(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* A line of a terminal that goes when the next one comes; NULL: now. See progress.h. */
void	log_passing(const char *what);
/* Says it and exits: for option errors and contradictions of our own only. */
void	log_die(int status, const char *fmt, ...) __attribute__((format(printf, 2, 3), noreturn));

#endif
