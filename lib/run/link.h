/*
 * link: what opens a chat (wa/chat_link.h), shown to a person.
 */
#ifndef RUN_LINK_H
#define RUN_LINK_H

/* On stdout as a QR code: in colours of its own on a terminal, since a code must
 * be dark on light. -1 after saying why: it is too long for one. */
int	link_draw(const char *link);
/* By the desktop's browser, xdg-open(1). The exit status. */
int	link_browse(const char *link);

#endif
