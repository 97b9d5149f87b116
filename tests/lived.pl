#!/usr/bin/perl
# lived.pl SEED DAYS CONVERSATIONS DIR: what customers write to a desk in Madrid
# in October 2026, in rounds of some hours: DIR/NNN.sql for the journal,
# DIR/NNN.first and DIR/NNN.last, when the round began and ended.
use strict;
use warnings;
use POSIX qw(mktime strftime);

my ($seed, $days, $conversations, $dir) = @ARGV;
$ENV{TZ} = 'Europe/Madrid';
POSIX::tzset();
my $state = $seed;
sub chance { $state = ($state * 1103515245 + 12345) & 0x7fffffff; return $state / 0x80000000 }
sub pick { return $_[int(chance() * @_)] }
sub wall { my ($day, $minute) = @_; return mktime(0, $minute % 60, int($minute / 60), $day, 9, 126, 0, 0, -1) }

my @asks = ('Are you open on Sundays?', 'Where can I park?', '¿Abren los domingos?', 'is there a car park', 'do you open on sundays',
	'Hi', 'hello!', 'thanks', 'My neighbour says blue is nicer', 'Do you repair bicycles?', 'I want my money back', 'human please',
	'Are you open on Sundays? And where can I park?', 'STOP', 'start', 'I have a question', 'this is terrible, I want to complain',
	'I would like to book a cleaning', 'my name is Ana Torres', 'tomorrow at 10', 'How much is it?', 'dónde puedo aparcar');
my @entries;
for my $c (1 .. $conversations) {
	my $at = wall(1, 0) + int(chance() * $days * 86400);
	# A few come back, the same day or days later.
	for (1 .. pick(1, 1, 1, 2, 2, 3, 5)) {
		push @entries, [$at, $c, chance() < 0.03 ? 'echo' : 'message', pick(@asks)];
		$at += pick(20 + int(chance() * 300), 3600 + int(chance() * 9000), 86400 + int(chance() * 200000));
	}
}
@entries = sort { $a->[0] <=> $b->[0] || $a->[1] <=> $b->[1] } grep { $_->[0] < wall(1 + $days, 0) } @entries;

sub quoted { my ($s) = @_; $s =~ s/'/''/g; return "'$s'" }
sub utc { return strftime('%Y-%m-%dT%H:%M:%SZ', gmtime($_[0])) }
my ($seq, $round) = (0, 0);
while (@entries) {
	# Until the next of the hours at which people look, or an echo: it is filed when it comes.
	my @now = (shift @entries);
	my $hour = int(($now[0][0] - wall(1, 0)) / 21600);
	push @now, shift @entries while @entries && $now[0][2] eq 'message' && $entries[0][2] eq 'message' && int(($entries[0][0] - wall(1, 0)) / 21600) == $hour;
	my $name = sprintf '%s/%04d', $dir, ++$round;
	open my $sql, '>', "$name.sql" or die;
	print $sql "BEGIN;\n";
	for my $e (@now) {
		my ($at, $c, $type, $text) = @$e;
		my $id = sprintf 'wamid.%06d', ++$seq;
		my $who = sprintf '"contact":{"wa_id":"3460%07d","name":"Customer %d"}', $c, $c;
		my $body = sprintf '{"v":1,"id":"%s","type":"%s","time":"%s","received":"%s",%s,"message":{"kind":"text","text":"%s"}}',
			$id, $type, utc($at), utc($at), $who, $type eq 'echo' ? 'Hello, Mia here.' : $text;
		printf $sql "INSERT INTO entry (seq, once, type, id, time, received, peer, body) VALUES (%d, randomblob(16), '%s', '%s', %d000, %d000, '3460%07d', %s);\n",
			$seq, $type, $id, $at, $at, $c, quoted($body);
	}
	print $sql "COMMIT;\n";
	for my $f (['first', $now[0][0]], ['last', $now[-1][0] + 1]) {
		open my $out, '>', "$name.$f->[0]" or die;
		print $out utc($f->[1]), "\n";
	}
}
