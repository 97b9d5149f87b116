/*
 * conv_act: the small commands of wa-conv by which a member changes something.
 */
#ifndef RUN_CONV_ACT_H
#define RUN_CONV_ACT_H

#include <stdbool.h>

struct conv_act {
	const char	*workspace;
	const char	*why;
	bool		 contact;	/* tags that stay */
	bool		 anyway;	/* also to a member who is off duty */
	bool		 json;
};

/* Each the exit status. */
int	conv_act_tag(const struct conv_act *, int argc, char **argv);
int	conv_act_untag(const struct conv_act *, int argc, char **argv);
int	conv_act_note(const struct conv_act *, int argc, char **argv);
int	conv_act_attr(const struct conv_act *, int argc, char **argv);
int	conv_act_assign(const struct conv_act *, int argc, char **argv);
int	conv_act_transfer(const struct conv_act *, int argc, char **argv);
int	conv_act_merge(const struct conv_act *, int argc, char **argv);
int	conv_act_unmerge(const struct conv_act *, int argc, char **argv);

#endif
