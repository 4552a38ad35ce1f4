# The check of scripts/words.sh: reads the paths of files, one a line.
use strict;
use warnings;

my $counts_only = @ARGV && $ARGV[0] eq '--count';

# A word, as a pattern in lower case, and what to write in its place.
my @words = (
  ['told|tells?|telling', 'report, print, return, describe'],
  ['anew', 'again, from scratch'],
  ['whom', 'who, or name the people'],
  ['nobody|somebody', 'no one, another client, unknown'],
  ['beside', 'next to'],
  ['doubts?|doubted|doubtful', 'ambiguous, unknown'],
  ['shall', 'should, must'],
  ['colou?rations?|colour(?:s|ed|ing|less)?', 'color'],
  ['cancelled|cancelling', 'canceled, canceling'],
  ['labelled|labelling|modelled|modelling|travelled', 'one l'],
  ['behaviou?rally|behaviours?', 'behavior'],
  ['neighbours?|favours?|favourites?|honours?|honoured', '-or'],
  ['licences?', 'license'],
  ['centre|centred|metre', '-er'],
  ['defence|offence', '-ense'],
  ['analyse[sd]?|analysing|catalogues?', 'analyze, catalog'],
  ['(?:recogn|organ|real|normal|serial|initial|optim|minim|maxim|author|summar|synchron|final|special|general|util|capital|'
      . 'categor|custom|random|canonical|token|prior|material)is(?:e|es|ed|er|ers|ing|ation|ations)', '-ize'],
  ['judgement|whilst|amongst|artefacts?', 'judgment, while, among, artifact'],
);
for my $word (@words) {
  my $capital = join '|', map { s/^([a-z])/\u$1/r } split /\|(?![^(]*\))/, $word->[0];
  # At the beginning of a word, of which an identifier may have several: `isTold`, `toldBy`.
  $word->[2] = qr/(?<![A-Za-z])(?:$word->[0])(?![a-z])|(?:$capital)(?![a-z])/;
}
my $is_no = qr/(?<![Tt]here )\b(?:is|are|was|were) no (?!longer|more\b|less\b|other\b|one\b)[a-z]/;

# A part of each word: lines without any of them, which are nearly all, need no closer look.
my $hint = qr/told|tell|anew|whom|body|beside|doubt|shall|colou|cancell|labell|modell|travell|aviou|bour|vour|nour|licen|centr|metre|fence|analys|catalog|is[ei]|judge|whilst|amongst|artef/;

# Where a word may stand, and why: path, line, reason.
my @allowed;
open my $list, '<', 'scripts/words-allowed.txt' or die "words: scripts/words-allowed.txt: $!\n";
while (<$list>) {
  chomp;
  next if /^#|^\s*$/;
  my ($path, $line, $reason) = split /\t+/;
  die "words: scripts/words-allowed.txt:$.: expected PATH, LINE and REASON with tabs between them\n" unless $reason;
  push @allowed, [qr/$path/, qr/$line/];
}

# Found problems, and their number by folder.
my (@found, %count, %kinds);
sub found {
  my ($file, $number, $kind, $text) = @_;
  push @found, "$file:$number: $text\n";
  my ($folder) = $file =~ m{^((?:Sources|Tests)/[^/]+|[^/]+)};
  $count{$folder}{$kind}++;
  $kinds{$kind}++;
}

while (my $file = <STDIN>) {
  chomp $file;
  open my $handle, '<', $file or die "words: $file: $!\n";
  my @lines = <$handle>;
  close $handle;
  check_words($file, @lines);
  check_documentation($file, @lines) if $file =~ m{^Sources/.*\.swift$};
}

if ($counts_only) {
  for my $folder (sort keys %count) {
    my $here = $count{$folder};
    print "$folder: ", join(', ', map { "$here->{$_} $_" } sort { $here->{$b} <=> $here->{$a} || $a cmp $b } keys %$here), "\n";
  }
  print "in all: ", join(', ', map { "$kinds{$_} $_" } sort { $kinds{$b} <=> $kinds{$a} } keys %kinds), "\n";
  exit 0;
}
print STDERR @found;
print STDERR "words: ", scalar(@found), " to replace; docs/STYLE.md says why\n" if @found;
exit(@found ? 1 : 0);

sub check_words {
  my ($file, @lines) = @_;
  my @here = grep { $file =~ $_->[0] } @allowed;
  for my $index (0 .. $#lines) {
    my $line = $lines[$index];
    next if grep { $line =~ $_->[1] } @here;
    for my $word (lc($line) =~ $hint ? @words : ()) {
      while ($line =~ /($word->[2])/g) { found($file, $index + 1, lc $1, "\"$1\": write $word->[1]"); }
    }
    found($file, $index + 1, 'is no', "\"$&\": write \"is not a\" or \"is not a valid\"") if $line =~ $is_no;
  }
}

# A package declaration, an enum case without a raw value, or a protocol's requirement without a comment. What needs none:
# initializers that only assign, witnesses of well-known protocols, and the bodies of the API, whose names Okta documents.
sub check_documentation {
  my ($file, @lines) = @_;
  return if $file =~ m{^Sources/OktaWire/};
  my $modifiers = qr/(?:(?:nonisolated|static|final|indirect|mutating|override|convenience|lazy|weak|class|consuming|borrowing)\s+)*/;
  my $attributes = qr/(?:@\w+(?:\([^)]*\))?\s+)*/;
  my $kinds = qr/func|var|let|struct|class|enum|actor|protocol|typealias|init|subscript|associatedtype/;
  my @open;    # The package enums and protocols around a line: indentation and kind.
  for my $index (0 .. $#lines) {
    my $line = $lines[$index];
    next unless $line =~ /^( *)\S/;
    my $depth = length $1;
    pop @open while @open && $depth <= $open[-1][0];
    my $kind;
    if ($line =~ /^ *${attributes}${modifiers}package(?:\(set\))?\s+${modifiers}($kinds)\b/) {
      $kind = $1;
      push @open, [$depth, $kind] if $kind eq 'enum' || $kind eq 'protocol';
    } elsif (@open && $depth == $open[-1][0] + 2) {
      $kind = 'case' if $open[-1][1] eq 'enum' && $line =~ /^ *(?:indirect )?case (?!.* = )/;
      $kind = $1 if $open[-1][1] eq 'protocol' && $line =~ /^ *${attributes}${modifiers}($kinds)\b/;
    }
    next unless $kind;
    next if $line =~ /\b(?:func (?:==|<|hash\(into|encode\(to)|init\(from decoder|init\(\)|var (?:description|debugDescription|customMirror|errorDescription)\b|static let configuration\b|func (?:run|validate)\(\))/;
    next if $kind eq 'init' && only_assigns($depth, @lines[$index .. $#lines]);
    my $above = $index - 1;
    $above-- while $above >= 0 && $lines[$above] =~ /^ *(?:@|#if|#else)|^ *\)$|^ *(?:name|help|inversion|transform|parsing|completion): /;
    next if $above >= 0 && $lines[$above] =~ m{^ *///|\*/\s*$};
    # The help of a command's option is its comment.
    next if $above + 1 < $index && $lines[$above + 1] =~ /^ *@(?:Option|Flag|Argument|OptionGroup)/;
    next if $line =~ /@(?:Option|Flag|Argument|OptionGroup)/;
    found($file, $index + 1, 'undocumented', "a package declaration without a doc comment");
  }
}

# Whether an initializer's body has no other lines than `self.name = name`.
sub only_assigns {
  my ($depth, $first, @lines) = @_;
  return 1 if $first =~ /\{\s*(?:self\.(\w+) = \1;?\s*)+\}\s*$/;
  my $in_body = $first =~ /\{\s*$/;
  for my $line (@lines) {
    return 1 if $in_body && $line =~ /^ {$depth}\}/;
    if (!$in_body) { $in_body = 1 if $line =~ /\{\s*$/; next; }
    return 0 unless $line =~ /^\s*self\.(\w+) = \1\s*$/;
  }
  return 0;
}
