/*
 * plot: numbers as bars: in the terminal, or a picture by gnuplot.
 */
#ifndef RUN_PLOT_H
#define RUN_PLOT_H

struct plot;

struct plot	*plot_new(void);
/* NULL is fine. */
void		 plot_free(struct plot *);
/* A bar of the series at hand; words says its height. Copied. */
void		 plot_bar(struct plot *, const char *name, double height, const char *words);
/* The series is complete; what follows is the next one. */
void		 plot_end_series(struct plot *, const char *title);

/* On stdout, as wide as the terminal is, or 80 columns. */
void		 plot_print(const struct plot *);
/* A file; format: svg or png. 0, or -1 after saying why. */
int		 plot_draw(const struct plot *, const char *format, const char *path);

#endif
