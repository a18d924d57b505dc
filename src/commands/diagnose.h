/* SPDX-License-Identifier: MIT
 *
 * Private to diagnose: a log with what was found in it, and how that is shown: as a page and as lines (diagnose.c), as
 * a plot (diagnose_plot.c), beside others (diagnose_compare.c), while it is being written (diagnose_watch.c). */
#ifndef COMMANDS_DIAGNOSE_H
#define COMMANDS_DIAGNOSE_H

#include "app/diagnosis.h"
#include "base/look.h"
#include "catalog/log.h"
#include "commands/arguments.h"
#include "frame/plot.h"

struct patient {
  char path[LOG_PATH_MAX]; /* where the log is */
  struct dh_log log;       /* whoever filled it frees its rows */
  struct dh_log_summary summary;
  struct dh_finding finding[DH_FINDINGS_MAX];
  int count, faults;
};

/* What the plot of characters looks like. */
struct diagnose_look {
  int cols, rows;
  enum look_glyphs glyphs;
  enum look_colors colors;
};

/* Judge patient->log. `cap` is what max_grad_norm was, NaN if nobody said so. False with *error (MEMORY). */
bool diagnose_patient(struct patient *patient, double cap, struct dh_error *error);

const char *diagnose_sign(const struct dh_finding *finding); /* "! " or "- " */
/* "! NaN, from step 210 on", appended. */
void diagnose_head(struct text *out, const struct patient *patient, const struct dh_finding *finding);
/* As JSON lines: what the log is, and a finding. */
void diagnose_summary_line(struct text *out, const struct patient *patient);
void diagnose_line(struct text *out, const struct patient *patient, const struct dh_finding *finding);

/* The exit status: faults, none, or too few losses to tell. */
int diagnose_status(const struct patient *patient);

/* Say what went wrong; the exit status for it. */
int diagnose_failed(const struct arguments *arguments, const struct dh_error *error);

/* Losses and rates over the steps, and where each finding begins. False without memory. */
bool diagnose_write_svg(const struct patient *patient, struct text *out);
bool diagnose_write_plot(const struct patient *patient, const struct diagnose_look *look, struct text *out);

/* Several beside each other: in a table, and in one picture. False without memory. */
void diagnose_compare(struct text *out, const struct patient *patients, int count);
bool diagnose_compare_svg(const struct patient *patients, int count, struct text *out);
bool diagnose_compare_plot(const struct patient *patients, int count, const struct diagnose_look *look,
                           struct text *out);

/* Of any plot of logs: its vertical axis, by decades where its values need that; its rows on a terminal that has so
 * many lines of a legend to show as well, without the last of three panels if they are too few; and itself, in
 * characters. False without memory. */
void diagnose_axis(struct plot_panel *panel, bool from_zero);
int diagnose_figure_rows(struct plot *plot, const struct diagnose_look *look, int legend);
/* Notes beside each other in lines of its width, which are counted. */
int diagnose_legend(const struct plot_note *notes, int count, const struct diagnose_look *look, struct text *out);
bool diagnose_figure(const struct plot *plot, const struct diagnose_look *look, int rows, struct text *out);

/* Say what is found while the log is being written, until a signal ends it. The exit status. */
int diagnose_watch(const struct arguments *arguments, double cap);

#endif
