"""What happens by itself: jobs that run again and again, in `ardoise run` and in `ardoise worker` alike."""
