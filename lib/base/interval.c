#include <math.h>

#include "base/interval.h"

#define Z	1.96	/* of 95 % */

void
interval_of_share(double k, double n, double *low, double *high)
{
	double p = n > 0 ? k / n : 0, z2 = Z * Z, middle, half;

	if (n <= 0) {
		*low = 0;
		*high = 1;
		return;
	}
	middle = (p + z2 / (2 * n)) / (1 + z2 / n);
	half = Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
	*low = fmax(0, middle - half);
	*high = fmin(1, middle + half);
}
