/*
 * interval: how sure a share is that was counted.
 */
#ifndef BASE_INTERVAL_H
#define BASE_INTERVAL_H

/* Of k among n: between these the true share is in 95 of 100 cases (Wilson's
 * interval); 0 and 1 when n is 0. */
void	interval_of_share(double k, double n, double *low, double *high);

#endif
