#ifndef WRIT_CLIBYAML_SHIM_H
#define WRIT_CLIBYAML_SHIM_H
#include <yaml.h>
#endif
