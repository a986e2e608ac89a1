"""The synthetic register: people, their courses of leave, and what the service and the offices do, week by week."""
