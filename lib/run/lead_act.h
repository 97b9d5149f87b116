/*
 * lead_act: the commands of wa-lead by which a member changes leads.
 */
#ifndef RUN_LEAD_ACT_H
#define RUN_LEAD_ACT_H

/* ID KEY=VALUE...; ID STATUS. The exit status. */
int	lead_act_set(const char *workspace, int argc, char **argv);
int	lead_act_status(const char *workspace, int argc, char **argv);

#endif
