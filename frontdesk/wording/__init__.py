"""What is said to people, in their language: texts, words, names, sums and days."""
