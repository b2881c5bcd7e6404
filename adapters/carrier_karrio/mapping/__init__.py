"""From replies to tracks: pure, and what cannot be meant becomes a finding."""
