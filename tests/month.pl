#!/usr/bin/perl
# month.pl SEED DIR: October 2026 at a desk in Madrid, with a holiday and the
# end of summer time: DIR/wa.sql and DIR/journal.sql for its stores, and
# DIR/numbers.json, what a report must say, counted here by other means.
use strict;
use warnings;
use POSIX qw(mktime floor ceil);

my ($seed, $dir) = @ARGV;
$ENV{TZ} = 'Europe/Madrid';
POSIX::tzset();
my $state = $seed;
sub chance { $state = ($state * 1103515245 + 12345) & 0x7fffffff; return $state / 0x80000000 }
sub pick { return $_[int(chance() * @_)] }

# Opening hours as minutes of the day; the 12th is a holiday.
my %open = (1 => [[540, 840], [960, 1200]], 2 => [[540, 840], [960, 1200]], 3 => [[540, 840], [960, 1200]],
	4 => [[540, 840], [960, 1200]], 5 => [[540, 840], [960, 1200]], 6 => [[600, 780]], 0 => []);
sub wall { my ($day, $minute) = @_; return mktime(0, $minute % 60, int($minute / 60), $day, 9, 126, 0, 0, -1) }
my @spans;
for my $day (1 .. 45) {
	my @t = localtime(wall($day, 720));
	next if $t[3] == 12 && $t[4] == 9;
	push @spans, [wall($day, $_->[0]), wall($day, $_->[1])] for @{$open{$t[6]}};
}
# Second by second would be too slow: span by span, cut at both ends.
sub business {
	my ($from, $to) = @_;
	my $sum = 0;
	for my $s (@spans) {
		my $a = $s->[0] > $from ? $s->[0] : $from;
		my $b = $s->[1] < $to ? $s->[1] : $to;
		$sum += $b - $a if $b > $a;
	}
	return $sum;
}
sub rank { my ($q, @v) = @_; @v = sort { $a <=> $b } @v; return @v ? $v[ceil($q * @v) - 1] : undef }

my ($first, $last) = (wall(1, 0), wall(32, 0));
open my $wa, '>', "$dir/wa.sql" or die;
open my $journal, '>', "$dir/journal.sql" or die;
print $_ "BEGIN;\n" for $wa, $journal;

my @members = qw(ana ben eva);
my (@message, @queue, %first_by, @first_all, $first_open, @handoff, $handoff_open, @resolution, $resolution_open);
my ($answered, $decided, $escalated, $mood, $ended, $reopened, $opened, $breached, $failed, $sends, @scores) = (0) x 10;
($first_open, $handoff_open, $resolution_open) = (0, 0, 0);
my (%volume, %outcomes, %topic);
my ($inquiry, $log, $out, $session) = (0) x 4;

# Arrival numbers rise with time: conversations are made first, messages sorted.
my @conversation;
for my $c (1 .. 4000) {
	my $at = floor($first + chance() * ($last - $first - 3600));
	push @conversation, { id => $c, at => $at, language => pick('es', 'es', 'en'), topic => pick(qw(hours parking prices refund)) };
}
sub log_it {
	my ($id, $at, $who, $what) = @_;
	$log++;
	return if $at >= $last;
	push @queue, [$at, $what =~ /^(opened|reopened)$/ ? 1 : -1] if $what =~ /^(opened|reopened|resolved|ignored)$/;
	print $wa "INSERT INTO inquiry_log (id, inquiry, at, who, what) VALUES ($log, $id, ${at}000, '$who', '$what');\n";
}
for my $v (sort { $a->{at} <=> $b->{at} } @conversation) {
	my ($c, $at) = @$v{qw(id at)};
	my $outcome = pick(('answered') x 6, 'asked', ('escalated') x 3, 'ignored', 'human');
	my $feel = pick(('neutral') x 3, 'positive', 'negative');
	$session++;
	print $wa "INSERT INTO contact (id, key, created) VALUES ($c, 'c_$c', ${at}000);
INSERT INTO conversation (contact, language, created) VALUES ($c, '$v->{language}', ${at}000);
INSERT INTO session (id, contact, started, last) VALUES ($session, $c, ${at}000, ${at}000);\n";
	my $m = { c => $c, at => $at, session => $session, outcome => $outcome, feel => $feel, %$v{qw(language topic)} };
	push @message, $m;
	# What the customer hears first: the agent at once, or a person later, or nobody.
	my ($who, $after) = $outcome eq 'human' ? (pick(@members), floor(60 + chance() * 40000)) : $outcome eq 'ignored' ? (undef, 0) : ('agent', 2 + floor(chance() * 5));
	if (defined $who && $at + $after < $last) {
		my $t = $at + $after;
		my $bad = chance() < 0.02 ? 1 : 0;
		# What fails is said beside the answer.
		for my $state ('sent', ('failed') x $bad) {
			$out++;
			$sends++;
			my $ends = $state eq 'failed' ? "${t}000" : 'NULL';
			$m->{answer} = "o$out" if $who eq 'agent' && $state eq 'sent';
			print $wa "INSERT INTO outbox (event, part, contact, author, kind, payload, state, callback, due, queued, sent, ended)
VALUES ('o$out', 0, $c, '$who', 'text', '{}', '$state', 'b$out', 0, ${t}000, ${t}000, $ends);\n";
		}
		$failed += $bad;
		push @first_all, business($at, $t);
		push @{$first_by{$who}}, business($at, $t);
	} else { $first_open++ }
	if ($outcome eq 'escalated') {
		$inquiry++;
		$opened++;
		$m->{inquiry} = $inquiry;
		print $wa "INSERT INTO inquiry (id, contact, category, reason, opened, since, changed, session) VALUES ($inquiry, $c, '$v->{topic}', 'x', ${at}000, ${at}000, ${at}000, $session);\n";
		log_it($inquiry, $at, 'agent', 'opened');
		my $claimer = pick(@members);
		my $claimed = $at + floor(chance() * 90000);
		my $done = $claimed + floor(chance() * 200000);
		my $late = chance() < 0.15;
		if ($late && $at + 30000 < $last) { log_it($inquiry, $at + 30000, 'rule', 'breached'); $breached++ }
		if ($claimed < $last) { log_it($inquiry, $claimed, $claimer, 'claimed'); push @handoff, business($at, $claimed) } else { $handoff_open++ }
		my $again = 0;
		if ($done < $last) {
			log_it($inquiry, $done, $claimer, pick('resolved', 'resolved', 'ignored'));
			$ended++;
			if (chance() < 0.1 && $done + 7000 < $last) { log_it($inquiry, $done + 7000, 'customer', 'reopened'); $reopened++; $again = 1 }
		}
		if ($done < $last && !$again) { push @resolution, business($at, $done) } else { $resolution_open++ }
		if ($done + 60 < $last && chance() < 0.5) {
			my $score = pick(1 .. 5);
			print $wa "INSERT INTO satisfaction (contact, session, asked, answered, score) VALUES ($c, $session, ${\($done + 10)}000, ${\($done + 60)}000, $score);\n";
			push @scores, $score;
		}
	}
}
my $seq = 0;
for my $m (sort { $a->{at} <=> $b->{at} } @message) {
	$seq++;
	my @t = localtime($m->{at});
	my $day = sprintf '%04d-%02d-%02d', $t[5] + 1900, $t[4] + 1, $t[3];
	$volume{$day}++;
	$outcomes{$day}{$m->{outcome}}++;
	$topic{$m->{topic}}++;
	if ($m->{outcome} !~ /^(ignored|human)$/) {
		$decided++;
		$answered += $m->{outcome} =~ /^(answered|asked)$/;
		$escalated += $m->{outcome} eq 'escalated';
	}
	$mood += $m->{feel} eq 'positive' ? 1 : $m->{feel} eq 'negative' ? -1 : 0;
	my $event = sprintf 'e%06d', $seq;
	print $wa "INSERT INTO message (seq, type, id, contact, time, received, kind, handed, intended, outcome, settled, session)
VALUES ($seq, 'message', '$event', $m->{c}, $m->{at}000, $m->{at}000, 'text', $m->{at}000, '$m->{outcome}', '$m->{outcome}', $m->{at}500, $m->{session});
INSERT INTO label (event, contact, at, language, intent, confidence, sentiment)
VALUES ('$event', $m->{c}, $m->{at}000, '$m->{language}', '$m->{topic}', 0.9, '$m->{feel}');\n";
	print $wa "UPDATE outbox SET event = '$event', answers = $seq WHERE event = '$m->{answer}';\n" if defined $m->{answer};
	print $wa "INSERT INTO inquiry_event (event, inquiry, at) VALUES ('$event', $m->{inquiry}, $m->{at}000);\n" if defined $m->{inquiry};
	print $journal "INSERT INTO entry (seq, once, type, id, time, received, body) VALUES ($seq, randomblob(16), 'message', '$event', $m->{at}000, $m->{at}000, '{}');\n";
}
print $wa "INSERT OR REPLACE INTO mark (name, value) VALUES ('journal', $seq);\nCOMMIT;\n";
print $journal "COMMIT;\n";

# The queue at each day's end and at most in it.
my (%level, %highest, $level, $i);
$level = $i = 0;
@queue = sort { $a->[0] <=> $b->[0] } @queue;
for my $d (1 .. 31) {
	my $day = sprintf '2026-10-%02d', $d;
	$highest{$day} = $level;
	while ($i < @queue && $queue[$i][0] < wall($d + 1, 0)) {
		$level += $queue[$i++][1];
		$highest{$day} = $level if $level > $highest{$day};
	}
	$level{$day} = $level;
}
sub list { my ($h) = @_; return '{' . join(',', map { "\"$_\":$h->{$_}" } sort keys %$h) . '}' }
sub number { return defined $_[0] ? $_[0] : 'null' }
my %by = map { $_ => '{"n":' . @{$first_by{$_}} . ',"median":' . rank(0.5, @{$first_by{$_}}) . '}' } keys %first_by;
my $sum = 0;
$sum += $_ for @scores;
open my $numbers, '>', "$dir/numbers.json" or die;
print $numbers '{"volume":', list(\%volume), ',"topics":', list(\%topic), ',"level":', list(\%level), ',"highest":', list(\%highest),
	',"answered":', $answered / $decided, ',"escalated":', $escalated / $decided, ',"decided":', $decided,
	',"first":{"n":', scalar @first_all, ',"open":', $first_open, ',"median":', rank(0.5, @first_all), ',"p90":', rank(0.9, @first_all),
	'},"first_by":', list(\%by),
	',"handoff":{"n":', scalar @handoff, ',"open":', $handoff_open, ',"median":', rank(0.5, @handoff), ',"p90":', rank(0.9, @handoff),
	'},"resolution":{"n":', scalar @resolution, ',"open":', $resolution_open, ',"median":', rank(0.5, @resolution), ',"p90":', rank(0.9, @resolution),
	'},"reopened":', $reopened / $ended, ',"breached":', $breached / $opened, ',"sentiment":', $mood / @message,
	',"failed":', $failed / $sends, ',"satisfaction":', $sum / @scores, ',"outcomes":{',
	join(',', map { "\"$_\":" . list($outcomes{$_}) } sort keys %outcomes), '}}', "\n";
