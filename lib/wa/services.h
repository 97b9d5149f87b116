/*
 * services: services.yaml, what the business offers, wa-services(5).
 */
#ifndef WA_SERVICES_H
#define WA_SERVICES_H

#include "ext/yaml.h"
#include "wa/workspace.h"

/*
 * The document with its mistakes and remarks, which the caller closes, and the
 * services as a new array of
 *	id, name, synonyms{LANGUAGE: [text]}, price, range{from,to},
 *	duration (ms), notes, ask_before_quote, category
 * or NULL with mistakes. No file is an empty array. Texts without a language
 * are in the workspace's, but for prices, which are in every one.
 */
struct yaml	*services_read(const struct workspace *, json_t **services);

#endif
