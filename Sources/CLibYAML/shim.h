#ifndef WRIT_CLIBYAML_SHIM_H
#define WRIT_CLIBYAML_SHIM_H
#include <yaml.h>

/* Single members of an event's union: imported as a whole, the union is copied for each of them. */

static inline const yaml_char_t *writ_scalar_value(const yaml_event_t *event) { return event->data.scalar.value; }
static inline size_t writ_scalar_length(const yaml_event_t *event) { return event->data.scalar.length; }
static inline const yaml_char_t *writ_scalar_tag(const yaml_event_t *event) { return event->data.scalar.tag; }
static inline const yaml_char_t *writ_scalar_anchor(const yaml_event_t *event) { return event->data.scalar.anchor; }
static inline int writ_scalar_is_plain(const yaml_event_t *event) {
  return event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}
static inline int writ_scalar_is_double_quoted(const yaml_event_t *event) {
  return event->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
}
static inline int writ_scalar_is_block(const yaml_event_t *event) {
  return event->data.scalar.style == YAML_LITERAL_SCALAR_STYLE || event->data.scalar.style == YAML_FOLDED_SCALAR_STYLE;
}

#endif
