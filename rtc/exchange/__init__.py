"""What is written and sent during a teleconsultation: messages and files between a patient and those who receive him (F163, F167, F179)."""
