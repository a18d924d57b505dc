/* SPDX-License-Identifier: MIT
 *
 * Everything the core offers. It is pure: no printing, no exit, no clock, no environment, no global state. */
#ifndef DOWNHILL_DOWNHILL_H
#define DOWNHILL_DOWNHILL_H

#include "downhill/block.h"
#include "downhill/diagnosis.h"
#include "downhill/error.h"
#include "downhill/finder.h"
#include "downhill/fit.h"
#include "downhill/formula.h"
#include "downhill/log.h"
#include "downhill/map.h"
#include "downhill/parameter.h"
#include "downhill/precision.h"
#include "downhill/random.h"
#include "downhill/rule.h"
#include "downhill/run.h"
#include "downhill/scan.h"
#include "downhill/schedule.h"
#include "downhill/surface.h"
#include "downhill/training.h"
#include "downhill/verdict.h"

#endif
