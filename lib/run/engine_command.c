#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/log.h"
#include "base/mem.h"
#include "nlp/wav.h"
#include "run/engine_answer.h"
#include "run/engine_command.h"

/* The argv is workspace.yaml's; "%l" in it is the language. */
struct program {
	const char	**argv;
	size_t		  n;
};

static void *
open_program(const struct workspace *ws)
{
	const json_t *command = json_at(ws->config, "transcribe.command");
	struct program *p;
	json_t *arg;
	size_t i;

	if (json_array_size(command) == 0) {
		log_line("workspace.yaml: transcribe: the engine is command, and none is there; transcribe.command is a program and its arguments");
		return NULL;
	}
	p = mem_alloc(sizeof *p);
	p->n = json_array_size(command);
	p->argv = mem_array(p->n + 1, sizeof *p->argv);
	json_array_foreach(command, i, arg)
		p->argv[i] = json_string_value(arg);
	return p;
}

static void
close_program(void *arg)
{
	struct program *p = arg;

	free(p->argv);
	free(p);
}

static const char **
fill_in(const struct program *p, const char *language)
{
	const char **argv = mem_array(p->n + 1, sizeof *argv);

	for (size_t i = 0; i < p->n; i++)
		argv[i] = strcmp(p->argv[i], "%l") != 0 ? p->argv[i] : language != NULL ? language : "auto";
	return argv;
}

static int
hear(void *arg, const char *id, const struct engine_piece *piece, struct engine_heard *heard)
{
	enum { ANSWER_MAX = 1 << 20 };
	const struct child_limits limits = { .timeout_ms = piece->timeout_ms };
	const struct program *p = arg;
	const char **argv = fill_in(p, piece->language), *wrong = NULL;
	struct buf wav = {0}, out = {0};
	int in, status = -1;

	wav_write(piece->samples, piece->n, &wav);
	if ((in = child_input(wav.data, wav.len)) != -1)
		status = child_run(argv, in, &limits, ANSWER_MAX, &out);
	if (status == -1)
		log_line("%s: %s: %s", id, argv[0], errno == ETIMEDOUT ? "took too long and was killed" : strerror(errno));
	else if (status != 0)
		log_line("%s: %s: exit %d", id, argv[0], status);
	else if ((wrong = engine_answer_read(out.data != NULL ? out.data : "", out.len, false, heard)) != NULL)
		log_line("%s: %s: %s", id, argv[0], wrong);
	if (in != -1)
		close(in);
	free(argv);
	buf_free(&wav);
	buf_free(&out);
	return status == 0 && wrong == NULL ? 0 : -1;
}

const struct engine_kind engine_command = {
	.name = "command", .pause_ms = 2000, .between = " ", .sure = 0.6, .doubtful = 0.3,
	.open = open_program, .close = close_program, .hear = hear,
};
