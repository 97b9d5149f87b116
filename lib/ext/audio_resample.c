#include <soxr.h>
#include <stdlib.h>
#include <sysexits.h>

#include "base/log.h"
#include "base/mem.h"
#include "ext/audio_resample.h"

struct audio_resample {
	soxr_t	 soxr;
};

struct audio_resample *
audio_resample_new(unsigned from, unsigned to)
{
	const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
	/* 16 bits of quality: more than speech has. */
	const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_LQ, 0);
	struct audio_resample *r = mem_alloc(sizeof *r);
	soxr_error_t error;

	if ((r->soxr = soxr_create(from, to, 1, &error, &io, &quality, NULL)) == NULL)
		log_die(EX_SOFTWARE, "soxr: %s", error);
	return r;
}

void
audio_resample_free(struct audio_resample *r)
{
	if (r == NULL)
		return;
	soxr_delete(r->soxr);
	free(r);
}

size_t
audio_resample_next(struct audio_resample *r, const float *in, size_t n, size_t *taken, float *out, size_t max)
{
	size_t got = 0, used = 0;

	soxr_process(r->soxr, in, n, &used, out, max, &got);
	if (taken != NULL)
		*taken = used;
	return got;
}
