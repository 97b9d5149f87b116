# hears.pl DIR: an HTTP server on loopback in the place of one that transcribes.
# Keeps each request as DIR/N.request and answers with the next line of
# DIR/answers, the last one again and again: STATUS BODY, or slow, cut, close.
use strict;
use warnings;
use IO::Socket::INET;

my ($dir) = @ARGV;
my $server = IO::Socket::INET->new(Listen => 16, LocalAddr => '127.0.0.1', ReuseAddr => 1) or die "listen: $!";
my $n = 0;
$SIG{PIPE} = 'IGNORE';

sub put {
	my ($name, $bytes) = @_;
	open my $out, '>', "$dir/$name.new" or die "$name: $!";
	print $out $bytes;
	close $out;
	rename "$dir/$name.new", "$dir/$name";
}

sub answer {
	my ($client, $told) = @_;
	my ($status, $body) = $told =~ /^(\S+) ?(.*)$/;
	if ($status eq 'slow') { sleep 60; return }
	return if $status eq 'close';
	my $more = $status =~ s/,(\d+)$// ? "Retry-After: $1\r\n" : '';
	if ($status eq 'cut') { print $client "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"text\":\"half of"; return }
	print $client "HTTP/1.1 $status As told\r\nContent-Type: application/json\r\n${more}Content-Length: " . length($body) . "\r\nConnection: close\r\n\r\n$body";
}

put('port', $server->sockport);
while (my $client = $server->accept) {
	my $text = '';
	$client->autoflush(1);
	while ($text !~ /\r\n\r\n/) { last unless sysread $client, $text, 65536, length $text }
	my ($head) = $text =~ /^(.*?\r\n\r\n)/s or next;
	print $client "HTTP/1.1 100 Continue\r\n\r\n" if $head =~ /^Expect: 100/mi;
	my ($length) = $head =~ /^Content-Length: *(\d+)/mi;
	while (length($text) < length($head) + ($length // 0)) { last unless sysread $client, $text, 65536, length $text }
	put(++$n . '.request', $text);
	open my $in, '<', "$dir/answers" or die;
	my @told = <$in>;
	close $in;
	chomp @told;
	put('answers', join("\n", @told[1 .. $#told]) . "\n") if @told > 1;
	answer($client, $told[0]);
	close $client;
}
