"""What runs inside Rasa: understanding (pipeline components) and the channel to the front desk."""
