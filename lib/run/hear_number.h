/*
 * hear_number: how many of what.
 */
#ifndef RUN_HEAR_NUMBER_H
#define RUN_HEAR_NUMBER_H

#include "run/said.h"

/* The numbers that are plain, one after the other; then those that a word
 * tells apart; what is left may still answer a question, unclear as it is. */
void	hear_number_all(struct said *);

#endif
