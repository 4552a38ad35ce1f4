#!/usr/bin/perl
# Makes a page of ArgumentParser's generator one that mandoc has nothing to say about: examples are literal, paragraphs and
# sentences are separated as mdoc(7) asks, pages are named as git's are, and the exit statuses are those of docs/commands.md.
# Usage: man.pl docs/commands.md PAGE
use strict;
use warnings;

my ($commands, $page) = @ARGV;

# The table below the heading "Exit statuses".
sub exit_statuses {
  open my $file, '<', $commands or die "man: cannot read $commands: $!\n";
  my ($is_in_section, @items) = (0);
  while (<$file>) {
    $is_in_section = /^## Exit statuses/ if /^## /;
    push @items, [$1, $2] if $is_in_section && /^\| (\d+) \| (.*) \|$/;
  }
  die "man: $commands has no table of exit statuses\n" unless @items;
  return join '', ".Bl -tag -width Ds\n", (map { ".It $_->[0]\n" . plain($_->[1]) . "\n" } @items), ".El\n";
}

sub plain {
  my ($text) = @_;
  $text =~ s/`//g;
  $text =~ s/-/\\-/g;
  return $text;
}

sub hyphenated {
  my ($command) = @_;
  $command =~ tr/ /-/;
  return $command;
}

# Text that begins a line: each sentence on its own.
sub sentences {
  my ($line) = @_;
  $line =~ s/(?<=[^ .][^ .])([.!?]) +(?=[A-Z(])/$1\n/g;
  $line =~ s/ +$//mg;
  return $line;
}

open my $file, '<', $page or die "man: cannot read $page: $!\n";
chomp(my @lines = <$file>);
my ($text, $is_literal, $is_blank) = ('', 0, 0);
for my $line (@lines) {
  if ($line eq '') { $is_blank = 1; next }
  my $begins_literal = $line =~ /^ +/;
  if ($is_literal && !$begins_literal) { $text .= ".Ed\n"; ($is_literal, $is_blank) = (0, 0) if $line =~ /^\.(Sh|Bl|El|It)/ }
  if ($is_blank && $line !~ /^\.(Sh|Bl|El|It)/ && !$begins_literal) { $text .= ".Pp\n" }
  if ($begins_literal && !$is_literal) { $text .= ".Bd -literal -offset 2n\n"; $is_literal = 1 }
  elsif (!$begins_literal) { $is_literal = 0 }
  $is_blank = 0;
  if ($line eq '.Ex -std') { $text .= exit_statuses() }
  elsif ($line =~ /^\.Xr /) { (my $name = $line) =~ tr/./-/; $name =~ s/^-/./; $text .= "$name\n" }
  elsif ($line =~ /^\.Dt (\S+) 1/) { (my $name = $1) =~ tr/./-/; $text .= ".Dt $name 1\n" }
  elsif ($line =~ /^\./) { $text .= "$line\n" }
  elsif ($begins_literal) { $line =~ s/^ +//; $text .= "$line\n" }
  else { $text .= sentences($line) . "\n" }
}
$text .= ".Ed\n" if $is_literal;
# Indexes of pages know no names with blanks; the synopsis shows the command as it is written.
if ($text =~ s/^\.Nm "(writ [^"]+)"$/'.Nm ' . hyphenated($1)/me) { my $command = $1; $text =~ s/^\.Nm$/.Nm "$command"/mg }
# A paragraph that begins with an item, and the page of `writ help`, which is not made.
$text =~ s/^\.Pp\n(?=\.(It|Sh|El|Bl)\b)//mg;
$text =~ s/^\.Xr writ-help 1 ,\n//m;
print $text;
