/*
 * inquiry_act: the commands of wa-inquiry by which a member moves inquiries.
 */
#ifndef RUN_INQUIRY_ACT_H
#define RUN_INQUIRY_ACT_H

#include <stdbool.h>
#include <stdint.h>

struct inquiry_act {
	const char	*workspace;
	const char	*until;		/* snooze: how long, "opening", or a time */
	const char	*why;
	const char	*reply;		/* resolve: NULL for none */
	const char	*entry;		/* resolve: learned for this entry of the FAQ; NULL: none */
	bool		 faq;		/* resolve: learned as an entry of its own */
	bool		 yes;		/* written without asking */
	bool		 keep;		/* the conversation stays with people */
	bool		 anyway;	/* also to a member who is off duty */
};

/* An inquiry's number; ends the program when it is none. */
int64_t	inquiry_act_id(const char *command, const char *word);

/* Each the exit status. */
int	inquiry_act_claim(const struct inquiry_act *, int argc, char **argv);
int	inquiry_act_assign(const struct inquiry_act *, int argc, char **argv);
int	inquiry_act_transfer(const struct inquiry_act *, int argc, char **argv);
int	inquiry_act_release(const struct inquiry_act *, int argc, char **argv);
int	inquiry_act_note(const struct inquiry_act *, int argc, char **argv);
int	inquiry_act_snooze(const struct inquiry_act *, int argc, char **argv);
int	inquiry_act_resolve(const struct inquiry_act *, int argc, char **argv);
int	inquiry_act_ignore(const struct inquiry_act *, int argc, char **argv);
int	inquiry_act_reopen(const struct inquiry_act *, int argc, char **argv);
int	inquiry_act_route(const struct inquiry_act *, int argc, char **argv);

#endif
