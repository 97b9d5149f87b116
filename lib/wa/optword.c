#include <string.h>

#include "base/buf.h"
#include "ext/text.h"
#include "wa/optword.h"

/* What carriers and laws made customary, folded, as a whole message only:
 * "stop" in a sentence is a word like others. */
static const char *const opt_out_words[] = { "stop", "unsubscribe", "stop all", "stopall", "opt out", "optout",
    "baja", "alto", "parar", "sair", "cancelar suscripción", "cancelar inscrição", "arrêt", "arret", "désabonner",
    "abbestellen", "abmelden", "stopp", "annulla iscrizione", "disiscrivimi", "afmelden", "wypisz", "iptal",
    "стоп", "отписаться", "إيقاف", "توقف", "रोकें", "berhenti", "停止", "退订", "配信停止", "解除", "수신거부" };
static const char *const opt_in_words[] = { "start", "unstop", "subscribe", "opt in", "alta", "empezar", "começar",
    "commencer", "anmelden", "inizia", "aanmelden", "başlat", "старт", "ابدأ", "शुरू", "mulai", "开始", "再開" };

static bool
is_word_of(const char *text, const char *const *words, size_t n)
{
	static const char around[] = " \t\r\n\"'!.*";
	struct buf folded = {0};
	bool found = false;
	size_t len;

	text += strspn(text, around);
	len = strlen(text);
	while (len > 0 && strchr(around, text[len - 1]) != NULL)
		len--;
	text_fold(text, len, &folded);
	for (size_t i = 0; i < n && !found && folded.len > 0; i++)
		found = strcmp(words[i], folded.data) == 0;
	buf_free(&folded);
	return found;
}

bool
optword_is_out(const char *text)
{
	return is_word_of(text, opt_out_words, sizeof opt_out_words / sizeof *opt_out_words);
}

bool
optword_is_in(const char *text)
{
	return is_word_of(text, opt_in_words, sizeof opt_in_words / sizeof *opt_in_words);
}
