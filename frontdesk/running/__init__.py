"""Processes of a whole Helpline: training, serving, trials and replays."""
