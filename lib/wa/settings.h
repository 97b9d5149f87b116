/*
 * settings: what workspace.yaml may say. wa-workspace(5) explains each key;
 * this is the table behind it, with the defaults, and what must hold between
 * keys.
 */
#ifndef WA_SETTINGS_H
#define WA_SETTINGS_H

#include "ext/yaml.h"

/*
 * The typed settings of a document, every default in; never NULL, mistakes
 * are in the document. Beyond the table:
 *   languages  holds at least `language`
 *   hours      is {"mon":[[540,1080],...],...,"sun":[]}, minutes of the day,
 *              a range past midnight ending over 1440; {} when no hours are
 *              given, which means always; of a member, {} means the desk's
 */
json_t	*settings_read(struct yaml *);

#endif
