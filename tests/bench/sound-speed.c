/* sound-speed FILE: how fast a note is decoded to 16 kHz, and looked over, by one core; and in how much memory. */
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "nlp/sound.h"
#include "nlp/speech.h"

static double
cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Seconds of sound a second of processor time; with *seconds of the note. */
static double
run(const char *path, struct speech *speech, double *seconds)
{
	enum { PART = 4096, HOURS_MS = 7200000 };
	enum sound_trouble why;
	struct sound *s = sound_open(path, HOURS_MS, &why);
	double start = cpu();
	int16_t part[PART];
	size_t n, all = 0;

	while (s != NULL && (n = sound_read(s, part, PART)) > 0) {
		all += n;
		if (speech != NULL)
			speech_add(speech, part, n);
	}
	sound_close(s);
	*seconds = (double)all / SOUND_RATE;
	return *seconds / (cpu() - start);
}

int
main(int argc, char *argv[])
{
	struct speech *speech = speech_new();
	struct rusage used;
	double seconds, decode, all;

	if (argc != 2)
		return 64;
	decode = run(argv[1], NULL, &seconds);
	all = run(argv[1], speech, &seconds);
	getrusage(RUSAGE_SELF, &used);
	printf("%.0f s of voice: decoded %.0f times as fast as it was spoken, looked over too %.0f times, %ld KB\n",
	    seconds, decode, all, used.ru_maxrss);
	speech_free(speech);
	return 0;
}
