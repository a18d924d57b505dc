/* SPDX-License-Identifier: MIT
 *
 * The wording of advice: why, and what to change. */
#include "app/messages.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

static const char *const advices[] = {
    [DH_ADVICE_NONE] = "",
    [DH_ADVICE_RAISE_RATE] = N_("too small: it will not arrive in time"),
    [DH_ADVICE_LOWER_RATE] = N_("too large: each step is worse"),
    [DH_ADVICE_SET_RATE] = N_("the rate is 0: nothing is learnt"),
    [DH_ADVICE_ONE_STEP] = N_("each step jumps over the lowest point"),
    [DH_ADVICE_WIDER_FORMAT] = N_("the number format is too narrow here"),
    [DH_ADVICE_DECAY] = N_("noise keeps it up: let the rate decay"),
    [DH_ADVICE_LARGER_BATCH] = N_("noise keeps it up: average over a larger batch"),
    [DH_ADVICE_LESS_MOMENTUM] = N_("too much momentum: it swings to and fro"),
    [DH_ADVICE_MOMENTUM] = N_("stuck: momentum may carry it through"),
    [DH_ADVICE_RESTART_LOWER] = N_("thrown out: start again with a smaller rate"),
    [DH_ADVICE_RESTART_WIDER] = N_("the number format is too narrow: start again with a wider one"),
};
static_assert(sizeof advices / sizeof *advices == DH_ADVICE_COUNT, "every advice has its wording");

static const char *setting_name(const struct dh_setting *setting) {
  if (setting->parameter == DH_LEARNING_RATE) return _("rate");
  if (setting->parameter == DH_PER_DEVICE_TRAIN_BATCH_SIZE) return _("batch size");
  return dh_parameter_row(setting->parameter)->name;
}

/* In the words of the screen: "rate 0.5", "precision fp32", "adam"; as an order "set rate to 0.5", "use adam". */
static void put_setting(const struct dh_setting *setting, bool order, struct text *out) {
  char value[48];
  if (setting->parameter == DH_OPTIM && setting->rule) {
    text_printf(out, order ? _("use %s") : "%s", message_rule(setting->rule));
    return;
  }
  if (dh_parameter_row(setting->parameter)->type == DH_TYPE_NUMBER)
    snprintf(value, sizeof value, "%.3g", setting->value);
  else
    dh_parameter_print(setting->parameter, setting->value, value, sizeof value);
  text_printf(out, order ? _("set %s to %s") : "%s %s", setting_name(setting), value);
}

/* True where the advised rate is one Newton step of the sharpest direction, within the 3 digits that are shown; where
 * curvature sets no limit it is so by chance. */
static bool is_one_over_curvature(const struct dh_reading *reading) {
  double product = reading->advice.setting.value * reading->curvature.largest;
  bool limited = !isnan(reading->curvature.limit);
  return limited && reading->advice.setting.parameter == DH_LEARNING_RATE && fabs(product - 1) < 0.005;
}

static void put_reason(struct text *out, const struct dh_reading *reading, const struct dh_spec *spec) {
  enum dh_advice_kind kind = reading->advice.kind;
  bool exploded = reading->verdict == DH_VERDICT_OVERFLOW || reading->verdict == DH_VERDICT_NAN;
  if (kind == DH_ADVICE_WIDER_FORMAT) {
    text_add(out, dh_precision_info((enum dh_precision)dh_spec_number(spec, DH_PRECISION))->name);
    text_add(out,
             exploded ? _(" cannot hold numbers this large") : _(" has too few digits: the step is lost in rounding"));
  } else if (kind == DH_ADVICE_RESTART_LOWER && reading->verdict == DH_VERDICT_NAN) {
    text_add(out, _("NaN stays NaN: start again with a smaller rate"));
  } else if (kind == DH_ADVICE_RESTART_LOWER && reading->verdict == DH_VERDICT_OVERFLOW) {
    text_add(out, _("infinity stays infinity: start again with a smaller rate"));
  } else if (kind == DH_ADVICE_LOWER_RATE && exploded) {
    text_add(out, _("too large: it exploded"));
  } else if (kind == DH_ADVICE_LOWER_RATE && reading->verdict == DH_VERDICT_NOISY) {
    text_add(out, _("noise keeps it up: a smaller rate averages over more steps"));
  } else if (kind == DH_ADVICE_DECAY && reading->verdict != DH_VERDICT_NOISY) {
    text_add(out, _("it goes to and fro at this rate: let it decay"));
  } else if (kind == DH_ADVICE_RAISE_RATE && dh_surface_info(spec->surface)->no_minimum) {
    text_add(out, _("there is no lowest point: it goes down for ever"));
  } else if (kind == DH_ADVICE_MOMENTUM && reading->verdict == DH_VERDICT_SLOW) {
    text_add(out, _("too slow, yet a larger rate would not hold"));
  } else {
    text_add(out, _(advices[kind]));
  }
}

static bool is_advice(const struct dh_advice *advice) {
  return advice->kind != DH_ADVICE_NONE && advice->kind < DH_ADVICE_COUNT;
}

void message_advice_reason(const struct dh_reading *reading, const struct dh_spec *spec, struct text *out) {
  if (is_advice(&reading->advice)) put_reason(out, reading, spec);
}

static void put_change(const struct dh_reading *reading, bool order, bool origin, struct text *out) {
  if (!is_advice(&reading->advice)) return;
  put_setting(&reading->advice.setting, order, out);
  if (origin && is_one_over_curvature(reading)) text_add(out, _(" = 1/curvature"));
}

void message_advice_change(const struct dh_reading *reading, bool origin, struct text *out) {
  put_change(reading, false, origin, out);
}

void message_advice_order(const struct dh_reading *reading, bool origin, struct text *out) {
  put_change(reading, true, origin, out);
}

void message_advice(const struct dh_reading *reading, const struct dh_spec *spec, char *out, size_t size) {
  struct text line = {0};
  message_advice_reason(reading, spec, &line);
  if (line.length > 0) text_add(&line, _(". y -> "));
  message_advice_change(reading, true, &line);
  text_copy(out, size, text_string(&line));
  text_free(&line);
}
