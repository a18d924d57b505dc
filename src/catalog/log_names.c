/* SPDX-License-Identifier: MIT
 *
 * What the names in a training log mean, and its numbers. */
#include "base/number.h"
#include "base/text.h"
#include "catalog/log_rows.h"

#include <math.h>
#include <string.h>

/* --- names --- */

/* As Transformers, Lightning, Keras and their loggers write them, in small letters and with _ for anything else. Of
 * several names of one column in one row the first is read. */
static const struct alias {
  const char *name;
  int meaning;
} aliases[] = {
    {"global_step", DH_LOG_STEP}, /* before Weights & Biases' own count, which is one of calls */
    {"trainer_global_step", DH_LOG_STEP},
    {"train_global_step", DH_LOG_STEP},
    {"step", DH_LOG_STEP},
    {"_step", DH_LOG_STEP},
    {"iteration", DH_LOG_STEP},
    {"iter", DH_LOG_STEP},
    {"current_steps", DH_LOG_STEP}, /* LLaMA-Factory's trainer_log.jsonl */
    {"epoch", DH_LOG_EPOCH},
    {"train_epoch", DH_LOG_EPOCH},
    {"loss", DH_LOG_LOSS},
    {"train_loss", DH_LOG_LOSS},
    {"train_loss_step", DH_LOG_LOSS},
    {"training_loss", DH_LOG_LOSS},
    {"lr", DH_LOG_LEARNING_RATE},
    {"learning_rate", DH_LOG_LEARNING_RATE},
    {"train_lr", DH_LOG_LEARNING_RATE},
    {"train_learning_rate", DH_LOG_LEARNING_RATE},
    {"grad_norm", DH_LOG_GRAD_NORM},
    {"train_grad_norm", DH_LOG_GRAD_NORM},
    {"gradient_norm", DH_LOG_GRAD_NORM},
    {"eval_loss", DH_LOG_EVAL_LOSS},
    {"val_loss", DH_LOG_EVAL_LOSS},
    {"valid_loss", DH_LOG_EVAL_LOSS},
    {"validation_loss", DH_LOG_EVAL_LOSS},
    {"max_steps", LOG_MAX_STEPS},
    {"total_steps", LOG_MAX_STEPS},
    {"max_grad_norm", LOG_MAX_GRAD_NORM},
    {"num_train_epochs", LOG_EPOCHS},
    {"save_steps", LOG_SAVE_STEPS},
    {"best_metric", LOG_BEST_METRIC},
    {"best_model_checkpoint", LOG_BEST_CHECKPOINT},
    {"train_runtime", LOG_RUNTIME},
};
enum { ALIASES = sizeof aliases / sizeof *aliases, NAME_ROOM = DH_LOG_SET_MAX };

static char plain(char c) {
  if (c >= 'A' && c <= 'Z') return (char)(c - 'A' + 'a');
  return is_letter(c) || is_digit(c) ? c : '_';
}

static size_t skip_blanks(const char *text) { return strspn(text, " \t\r\n"); }

const char *log_name_own(const char *name) {
  for (const char *next; (next = strstr(name, " - ")) != NULL;) name = next + 3;
  return name;
}

static const char *own_name(const char *name) {
  name = log_name_own(name);
  return name + skip_blanks(name);
}

/* In small letters; 0 if it is too long for a name that means something. */
static size_t write_plain(const char *name, char written[NAME_ROOM]) {
  size_t length = 0;
  for (; length < NAME_ROOM - 1 && name[length]; length++) written[length] = plain(name[length]);
  bool whole = name[length] == '\0';
  while (length > 0 && skip_blanks(name + length - 1) > 0) length--;
  if (!whole) length = 0;
  written[length] = '\0';
  return length;
}

/* How evaluation sets that have names are written, by a Trainer and by Lightning. */
static const struct { const char *before, *behind; } sets[] = {{"eval_", "_loss"}, {"val_loss_dataloader_idx_", ""}};
enum { SETS = sizeof sets / sizeof *sets };

/* Where the set's name is in the written one, *length bytes of it; NULL if there is none. */
static const char *find_set(const char *written, size_t *length) {
  for (int i = 0; i < SETS; i++) {
    size_t all = strlen(written), before = strlen(sets[i].before), behind = strlen(sets[i].behind);
    if (all <= before + behind || memcmp(written, sets[i].before, before) != 0) continue;
    if (strcmp(written + all - behind, sets[i].behind) != 0) continue;
    *length = all - before - behind;
    return written + before;
  }
  return NULL;
}

/* Lightning's LearningRateMonitor writes the optimizer's name behind it, and further numbers of that under the same. */
static bool is_monitored(const char *name, const char *written) {
  return strncmp(name, "lr-", 3) == 0 && !strstr(written, "_momentum") && !strstr(written, "_weight_decay");
}

/* What stands behind a word with which a name begins; NULL: it does not. */
static const char *behind(const char *written, const char *word) {
  while (*word && *written == *word) written++, word++;
  return *word ? NULL : written;
}

/* The rewards of TRL's trainers: reward, rewards/chosen, train/rewards/margins. */
static bool is_reward(const char *written) {
  static const char *const parts[] = {"train_", "eval_"};
  for (int i = 0; i < 2; i++)
    if (behind(written, parts[i])) written = behind(written, parts[i]);
  const char *rest = behind(written, "reward");
  return rest && (*rest == '\0' || *rest == '_' || *rest == 's');
}

struct log_name log_name_find(const char *name) {
  char written[NAME_ROOM];
  size_t length = write_plain(own_name(name), written);
  for (int i = 0; i < ALIASES && length > 0; i++)
    if (strcmp(written, aliases[i].name) == 0) return (struct log_name){aliases[i].meaning, i};
  if (is_monitored(own_name(name), written)) return (struct log_name){DH_LOG_LEARNING_RATE, ALIASES};
  return (struct log_name){find_set(written, &length) ? DH_LOG_EVAL_LOSS : LOG_MEANINGS, LOG_RANK_SET};
}

struct log_name log_rows_name(struct log_rows *rows, const char *name) {
  char written[NAME_ROOM], set[NAME_ROOM], shown[DH_LOG_SET_MAX];
  struct log_name found = log_name_find(name);
  size_t length;
  if (found.meaning == LOG_MEANINGS && write_plain(own_name(name), written) > 0)
    rows->log.rewards |= is_reward(written);
  if (found.meaning != DH_LOG_EVAL_LOSS || found.rank != LOG_RANK_SET) return found;
  if (rows->plain) return (struct log_name){LOG_MEANINGS, LOG_RANK_SET};
  const char *own = own_name(name);
  write_plain(own, written);
  const char *at = find_set(written, &length);
  memcpy(set, own + (at - written), length);
  set[length] = '\0';
  text_clean(shown, sizeof shown, set);
  if (!rows->log.eval_set[0]) memcpy(rows->log.eval_set, shown, sizeof shown);
  if (strcmp(rows->log.eval_set, shown) == 0) return found;
  rows->log.eval_sets = true;
  return (struct log_name){LOG_MEANINGS, LOG_RANK_SET};
}

/* --- numbers --- */

static bool is_word(const char *text, size_t length, const char *const *words) {
  for (; *words; words++) {
    size_t i = 0;
    while (i < length && (*words)[i] == plain(text[i])) i++;
    if (i == length && (*words)[i] == '\0') return true;
  }
  return false;
}

/* Without a sign and without the blanks behind it. */
static bool parse_size(const char *text, size_t length, double *value) {
  static const char *const nans[] = {"nan", NULL}, *const infinities[] = {"inf", "infinity", NULL};
  bool nan = is_word(text, length, nans), infinite = is_word(text, length, infinities);
  *value = nan ? (double)NAN : (double)INFINITY;
  if (nan || infinite) return true;
  size_t scanned = number_scan(text, value);
  return scanned > 0 && scanned == length && !isnan(*value);
}

static size_t without_blanks(const char *text, size_t length) {
  while (length > 0 && skip_blanks(text + length - 1) > 0) length--;
  return length;
}

/* Of ".../checkpoint-500" the 500. */
static enum log_number parse_checkpoint(const char *text, double *value) {
  static const char word[] = "checkpoint-";
  const char *last = NULL;
  for (const char *next = text; (next = strstr(next, word)) != NULL;) last = next += sizeof word - 1;
  return last && is_digit(*last) && number_scan(last, value) > 0 ? LOG_NUMBER_THERE : LOG_NUMBER_ABSENT;
}

static enum log_number parse_part(const char *text, size_t length, struct log_name name, double *value) {
  static const char *const absent[] = {"", "null", "none", NULL};
  if (is_word(text, length, absent)) return LOG_NUMBER_ABSENT;
  size_t sign = *text == '-' || *text == '+';
  if (!parse_size(text + sign, length - sign, value)) return LOG_NUMBER_WRONG;
  if (*text == '-') *value = -*value;
  return name.meaning == DH_LOG_STEP && !isfinite(*value) ? LOG_NUMBER_WRONG : LOG_NUMBER_THERE;
}

static enum log_number parse(const char *text, struct log_name name, double *value) {
  if (name.meaning == LOG_BEST_CHECKPOINT) return parse_checkpoint(text, value);
  text += skip_blanks(text);
  size_t length = without_blanks(text, strlen(text));
  if (name.meaning != DH_LOG_LEARNING_RATE || *text != '[' || text[length - 1] != ']')
    return parse_part(text, length, name, value);
  size_t begin = 1 + skip_blanks(text + 1), end = strcspn(text, ",]");
  if (end < begin) return LOG_NUMBER_ABSENT;
  enum log_number number = parse_part(text + begin, without_blanks(text + begin, end - begin), name, value);
  return number == LOG_NUMBER_THERE && text[end] == ',' ? LOG_NUMBER_FIRST : number;
}

enum log_number log_number_parse(const char *text, struct log_name name, double *value) {
  enum log_number number = parse(text, name, value);
  return number == LOG_NUMBER_WRONG && name.meaning >= DH_LOG_COLUMNS ? LOG_NUMBER_ABSENT : number;
}
