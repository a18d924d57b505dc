/* SPDX-License-Identifier: MIT
 *
 * Panes draw one part of the screen onto a frame, in the rectangle that the app's layout gives them. They change
 * nothing: the app is const, and what several frames share is kept there. */
#ifndef PANES_PANES_H
#define PANES_PANES_H

#include "app/app.h"
#include "frame/frame.h"

/* The whole screen: clears the frame and draws every pane and overlay the app's state asks for. */
void panes_draw(struct frame *frame, const struct app *app);

/* The curves of some lanes, loss and learning rate over the steps, as a picture of vectors for slides and papers. False
 * if out of memory. */
bool panes_write_chart(const struct app *app, int first, int count, struct text *out);

/* Views: the body of the screen. */
void pane_compare(struct frame *frame, const struct app *app);    /* all lanes side by side */
void pane_focus(struct frame *frame, const struct app *app);      /* one lane alone */
void pane_race(struct frame *frame, const struct app *app);       /* all balls on one surface */
void pane_finder(struct frame *frame, const struct app *app);     /* the search for a rate */
void pane_log(struct frame *frame, const struct app *app);        /* a training log */
void pane_map(struct frame *frame, const struct app *app);        /* cells that are runs */
void pane_parameters(struct frame *frame, const struct app *app); /* all of a lane's, beside it */
void pane_lessons(struct frame *frame, const struct app *app);    /* the list of lessons */

/* The open lesson, beside whatever view there is. */
void pane_lesson(struct frame *frame, struct rect rect, const struct app *app);
void pane_lanes(struct frame *frame, const struct app *app); /* those that the layout has, with their borders */

/* What lanes stand on: a window of their surface and what was sampled through it for the rectangle. */
struct ground {
  const struct dh_surface *surface;
  const struct camera *camera;
  const struct samples *samples;
};
struct ground pane_ground(const struct app *app, int lane); /* a lane's own */

/* The ground once, and some lanes on it: each by its letter if there are several. A surface of one parameter is a
 * hill: curve, balls, arcs; of two a terrain: heatmap, trails, balls. */
void pane_hill_lanes(struct frame *frame, struct rect rect, const struct app *app, const struct ground *ground,
                     const int *lanes, int count);
void pane_terrain_lanes(struct frame *frame, struct rect rect, const struct app *app, const struct ground *ground,
                        const int *lanes, int count);
/* One lane on its own ground. */
void pane_hill(struct frame *frame, struct rect rect, const struct app *app, int lane);
void pane_terrain(struct frame *frame, struct rect rect, const struct app *app, int lane);
/* Where the start is being placed, on what one of the above has drawn. */
void pane_cursor(struct frame *frame, struct rect rect, const struct app *app, const struct camera *camera);
void pane_loss(struct frame *frame, struct rect rect, const struct app *app, int lane);     /* loss over steps */
void pane_schedule(struct frame *frame, struct rect rect, const struct app *app, int lane); /* rate over steps */
void pane_time(struct frame *frame, const struct lane_layout *place, const struct app *app,
               int lane); /* what happened when, on the lane's lower border */
void pane_gauge(struct frame *frame, struct rect rect, const struct app *app,
                int lane); /* eta*lambda against the limit, or pane_rates() */
void pane_rates(struct frame *frame, struct rect rect, const struct app *app,
                int lane); /* the rate among those of its task (task_of_lane) */
void pane_word(struct frame *frame, struct rect rect, const struct app *app, int lane); /* verdict and number */
void pane_advice(struct frame *frame, struct rect rect, const struct app *app, int lane);
void pane_equation(struct frame *frame, struct rect rect, const struct app *app); /* the worked update */
/* What has no room there, for another line: the second axis, or what the rule makes of the gradient. */
void pane_equation_more(struct frame *frame, struct rect rect, const struct app *app);
/* The selected lane's update line by line, and its title in the line above the rectangle. */
void pane_rule(struct frame *frame, struct rect rect, const struct app *app);
void pane_rule_title(struct frame *frame, struct rect rect, const struct app *app);
/* Its rate and parameter in digits for the back row. */
void pane_big(struct frame *frame, struct rect rect, const struct app *app);
void pane_header(struct frame *frame, struct rect rect, const struct app *app);
void pane_message(struct frame *frame, struct rect rect, const struct app *app); /* message or `:` prompt */
void pane_keys(struct frame *frame, struct rect rect, const struct app *app);
void pane_help(struct frame *frame, const struct app *app);
void pane_menu(struct frame *frame, const struct app *app);
void pane_card(struct frame *frame, const struct app *app);
void pane_scenes(struct frame *frame, const struct app *app);
void pane_command(struct frame *frame, const struct app *app);

#endif
