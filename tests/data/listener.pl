# listener.pl DIR: an HTTP server on loopback that keeps each POST as DIR/N.body
# and DIR/N.head and answers with the status that DIR/status names.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

my ($dir) = @ARGV;
my $server = IO::Socket::INET->new(Listen => 16, LocalAddr => '127.0.0.1', ReuseAddr => 1) or die "listen: $!";
my $ready = IO::Select->new($server);
my %text;
my $n = 0;

sub put {
	my ($name, $bytes) = @_;
	open my $out, '>', "$dir/$name.new" or die "$name: $!";
	print $out $bytes;
	close $out;
	rename "$dir/$name.new", "$dir/$name";
}

# Answers what is whole in the client's text.
sub serve {
	my ($client) = @_;
	while ($text{$client} =~ /^(.*?\r\n\r\n)/s) {
		my $head = $1;
		my ($length) = $head =~ /^Content-Length: *(\d+)/mi;
		$length //= 0;
		return if length($text{$client}) < length($head) + $length;
		my $body = substr $text{$client}, length $head, $length;
		substr($text{$client}, 0, length($head) + $length) = '';
		open my $in, '<', "$dir/status";
		chomp(my $status = <$in>);
		$n++;
		put("$n.head", "$head$status\n");
		put("$n.body", $body);
		print $client "HTTP/1.1 $status As told\r\nContent-Length: 0\r\n\r\n";
	}
}

put('port', $server->sockport);
while (1) {
	for my $s ($ready->can_read) {
		if ($s == $server) {
			my $client = $server->accept;
			$client->autoflush(1);
			$text{$client} = '';
			$ready->add($client);
		} elsif (!sysread($s, $text{$s}, 65536, length $text{$s})) {
			$ready->remove($s);
			delete $text{$s};
			close $s;
		} else {
			serve($s);
		}
	}
}
