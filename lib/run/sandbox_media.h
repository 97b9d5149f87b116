/*
 * sandbox_media: uploads, lookups and downloads of the sandbox's media.
 */
#ifndef RUN_SANDBOX_MEDIA_H
#define RUN_SANDBOX_MEDIA_H

#include "run/sandbox_reply.h"

/* An address that works for five minutes from now. The caller holds the lock,
 * and frees. */
char			*sandbox_media_url(const struct sandbox *, const struct attachment *);

/* These take the lock themselves. */
struct sandbox_reply	 sandbox_media_upload(struct sandbox *, struct httpd_request *);
/* GET or DELETE of an id. */
struct sandbox_reply	 sandbox_media_request(struct sandbox *, const char *method, const char *id);
/* Answers a request to one of those addresses. */
void			 sandbox_media_download(struct sandbox *, struct httpd_request *, const char *id);

#endif
