from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0009_messages_in_steps")]
    operations = [
        migrations.RemoveField(model_name="protocolversion", name="prepare_days_before"),
        migrations.RemoveField(model_name="protocolversion", name="recovery_days_after"),
        migrations.RemoveField(model_name="protocolversion", name="reminder_minute"),
    ]
