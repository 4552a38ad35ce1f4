// The floor under any reader of manifests: libyaml's events over the same files, each dropped.
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

static void read_all(const char *path) {
  FILE *file = fopen(path, "rb");
  yaml_parser_t parser;
  yaml_event_t event;
  int is_end = 0;
  if (!file || !yaml_parser_initialize(&parser)) exit(1);
  yaml_parser_set_input_file(&parser, file);
  while (!is_end) {
    if (!yaml_parser_parse(&parser, &event)) exit(1);
    is_end = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  fclose(file);
}

int main(int count, char **paths) {
  for (int i = 1; i < count; i++) read_all(paths[i]);
  return 0;
}
