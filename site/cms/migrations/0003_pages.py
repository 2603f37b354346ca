# The first shape of pages, media and settings.

import cms.fields
import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import modelsearch.index
import taggit.managers
import wagtail.fields
import wagtail.images.models
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0002_street_review'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('territory', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BrandPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.CharField(blank=True, help_text='One or two sentences; lists and search results show them.', max_length=160, verbose_name='summary')),
                ('body', cms.fields.BodyField([], blank=True, verbose_name='body')),
                ('level', models.CharField(choices=[('district', 'District'), ('street', 'Street or town'), ('community', 'Community or village')], default='community', max_length=10, verbose_name='whose brand')),
                ('motto', models.CharField(blank=True, help_text='What it promises, in the words used.', max_length=40, verbose_name='motto')),
                ('since', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='since the year')),
                ('figures', cms.fields.BodyField([], blank=True, verbose_name='figures')),
                ('gallery', cms.fields.BodyField([], blank=True, verbose_name='gallery')),
            ],
            options={
                'verbose_name': 'brand page',
                'verbose_name_plural': 'brand pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ServiceCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20, unique=True, verbose_name='name')),
                ('slug', models.SlugField(max_length=40, unique=True, verbose_name='name in addresses')),
                ('hint', models.CharField(blank=True, help_text='One sentence about what lies there.', max_length=60, verbose_name='hint')),
                ('icon', models.CharField(choices=[('service', 'Service'), ('children', 'Children'), ('elder', 'Older people'), ('wheelchair', 'Wheelchair'), ('medicine', 'Health'), ('home', 'House'), ('building', 'Building'), ('community', 'Community'), ('heart', 'Heart'), ('hand', 'Hand'), ('book', 'Book'), ('legal', 'Law'), ('bag', 'Jobs'), ('wrench', 'Tools'), ('shield', 'Safety')], default='service', max_length=20, verbose_name='icon')),
                ('sort_order', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'service category',
                'verbose_name_plural': 'service categories',
                'ordering': ('sort_order', 'pk'),
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='BrandLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.WAGTAIL_PAGE_MODEL, verbose_name='activity or service')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='cms.brandpage')),
            ],
            options={
                'verbose_name': 'page of a brand',
                'verbose_name_plural': 'pages of a brand',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CommunityPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.CharField(blank=True, help_text='One or two sentences; lists and search results show them.', max_length=160, verbose_name='summary')),
                ('body', cms.fields.BodyField([], blank=True, verbose_name='body')),
                ('address', models.CharField(blank=True, max_length=120, verbose_name='address')),
                ('phone', models.CharField(blank=True, help_text='The number that somebody answers.', max_length=20, verbose_name='phone')),
                ('opening_hours', models.CharField(blank=True, help_text='Mondays to Fridays 8:30–17:30, say.', max_length=100, verbose_name='opening hours')),
                ('late_opening', models.CharField(blank=True, help_text='Wednesdays until 20:00, say.', max_length=100, verbose_name='late opening')),
                ('area', models.OneToOneField(help_text='Of which community; whoever holds a post there edits these pages.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='community_page', to='territory.area', verbose_name='area')),
            ],
            options={
                'verbose_name': 'community page',
                'verbose_name_plural': 'community pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='CommunityContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('name', models.CharField(help_text='Or a form of address.', max_length=20, verbose_name='name')),
                ('role', models.CharField(help_text='Secretary, grid worker, say.', max_length=40, verbose_name='role')),
                ('phone', models.CharField(max_length=20, verbose_name='phone')),
                ('note', models.CharField(blank=True, help_text='What to call them about, or when they are there.', max_length=60, verbose_name='what for')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='cms.communitypage')),
            ],
            options={
                'verbose_name': 'person to call',
                'verbose_name_plural': 'people to call',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', upload_to=wagtail.images.models.get_upload_to, verbose_name='file', width_field='width')),
                ('width', models.IntegerField(editable=False, verbose_name='width')),
                ('height', models.IntegerField(editable=False, verbose_name='height')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='created at')),
                ('focal_point_x', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_y', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_width', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_height', models.PositiveIntegerField(blank=True, null=True)),
                ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                ('description', models.CharField(help_text='What is to be seen, in one sentence, for people who cannot see it.', max_length=255, verbose_name='description')),
                ('credit', models.CharField(blank=True, help_text='Who drew or photographed it, if that must be said.', max_length=80, verbose_name='credit')),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
                'abstract': False,
            },
            bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='NewsIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.CharField(blank=True, help_text='One or two sentences; lists and search results show them.', max_length=160, verbose_name='summary')),
                ('body', cms.fields.BodyField([], blank=True, verbose_name='body')),
                ('lead_picture', models.ForeignKey(blank=True, help_text='Shown at the top, in lists, and when the page is shared.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.picture', verbose_name='lead picture')),
            ],
            options={
                'verbose_name': 'list of news',
                'verbose_name_plural': 'lists of news',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='NewsArticlePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.CharField(blank=True, help_text='One or two sentences; lists and search results show them.', max_length=160, verbose_name='summary')),
                ('body', cms.fields.BodyField([], blank=True, verbose_name='body')),
                ('date', models.DateField(db_index=True, help_text='Shown in lists.', null=True, verbose_name='date')),
                ('sort', models.CharField(choices=[('notice', 'Notice'), ('story', 'Story'), ('report', 'Look back'), ('party', 'Party life')], default='notice', max_length=10, verbose_name='sort of news')),
                ('source', models.CharField(blank=True, help_text='Who wrote it, if not the community itself.', max_length=40, verbose_name='source')),
                ('lead_picture', models.ForeignKey(blank=True, help_text='Shown at the top, in lists, and when the page is shared.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.picture', verbose_name='lead picture')),
            ],
            options={
                'verbose_name': 'news article',
                'verbose_name_plural': 'news articles',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='LectureSchedulePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.CharField(blank=True, help_text='One or two sentences; lists and search results show them.', max_length=160, verbose_name='summary')),
                ('body', cms.fields.BodyField([], blank=True, verbose_name='body')),
                ('lead_picture', models.ForeignKey(blank=True, help_text='Shown at the top, in lists, and when the page is shared.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.picture', verbose_name='lead picture')),
            ],
            options={
                'verbose_name': 'schedule of lectures',
                'verbose_name_plural': 'schedules of lectures',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='LecturePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.CharField(blank=True, help_text='One or two sentences; lists and search results show them.', max_length=160, verbose_name='summary')),
                ('body', cms.fields.BodyField([], blank=True, verbose_name='body')),
                ('starts_at', models.DateTimeField(db_index=True, null=True, verbose_name='from')),
                ('ends_at', models.DateTimeField(null=True, verbose_name='until')),
                ('place', models.CharField(help_text='Which room of which house.', max_length=40, verbose_name='place')),
                ('address', models.CharField(blank=True, max_length=120, verbose_name='address')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                ('audience', models.CharField(choices=[('everyone', 'Everyone'), ('members', 'Party members'), ('elderly', 'Older people'), ('children', 'Children'), ('youth', 'Young people'), ('families', 'Families')], default='everyone', max_length=10, verbose_name='for whom')),
                ('audience_note', models.CharField(blank=True, help_text='Where the list above is too coarse.', max_length=40, verbose_name='for whom, in words')),
                ('seats', models.PositiveSmallIntegerField(blank=True, help_text='Empty: as many as come.', null=True, verbose_name='seats')),
                ('sign_up', models.CharField(blank=True, help_text='Come along, call, or sign up below: say it in one sentence.', max_length=120, verbose_name='how to take part')),
                ('sign_up_url', models.URLField(blank=True, verbose_name='address to sign up at')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone for questions')),
                ('cancelled', models.BooleanField(default=False, help_text='The page stays, says so, and calendars that took it show it as cancelled.', verbose_name='cancelled')),
                ('series', models.CharField(choices=[('party_lecture', 'Party lecture'), ('night_school', 'Night school'), ('after_school', '4:30 class'), ('health', 'Health talk'), ('craft', 'Hobbies and crafts')], db_index=True, default='party_lecture', max_length=20, verbose_name='programme')),
                ('speaker', models.CharField(max_length=40, verbose_name='who teaches')),
                ('speaker_about', models.CharField(blank=True, help_text='What they do, in one line.', max_length=80, verbose_name='about the teacher')),
                ('teaching_point', models.CharField(blank=True, help_text='Name of the school branch.', max_length=40, verbose_name='teaching point')),
                ('bring', models.CharField(blank=True, max_length=80, verbose_name='what to bring')),
                ('lead_picture', models.ForeignKey(blank=True, help_text='Shown at the top, in lists, and when the page is shared.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.picture', verbose_name='lead picture')),
            ],
            options={
                'verbose_name': 'lecture',
                'verbose_name_plural': 'lectures',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.CharField(blank=True, help_text='One or two sentences; lists and search results show them.', max_length=160, verbose_name='summary')),
                ('body', cms.fields.BodyField([], blank=True, verbose_name='body')),
                ('greeting', models.CharField(blank=True, help_text='The large words at the top, at most two short lines.', max_length=24, verbose_name='greeting')),
                ('introduction', models.CharField(blank=True, max_length=80, verbose_name='sentence below the greeting')),
                ('doors', cms.fields.BodyField([], blank=True, help_text='Four to eight, the most wanted first.', verbose_name='doors')),
                ('lead_picture', models.ForeignKey(blank=True, help_text='Shown at the top, in lists, and when the page is shared.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.picture', verbose_name='lead picture')),
            ],
            options={
                'verbose_name': 'home page',
                'verbose_name_plural': 'home pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='EventPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.CharField(blank=True, help_text='One or two sentences; lists and search results show them.', max_length=160, verbose_name='summary')),
                ('body', cms.fields.BodyField([], blank=True, verbose_name='body')),
                ('starts_at', models.DateTimeField(db_index=True, null=True, verbose_name='from')),
                ('ends_at', models.DateTimeField(null=True, verbose_name='until')),
                ('place', models.CharField(help_text='Which room of which house.', max_length=40, verbose_name='place')),
                ('address', models.CharField(blank=True, max_length=120, verbose_name='address')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                ('audience', models.CharField(choices=[('everyone', 'Everyone'), ('members', 'Party members'), ('elderly', 'Older people'), ('children', 'Children'), ('youth', 'Young people'), ('families', 'Families')], default='everyone', max_length=10, verbose_name='for whom')),
                ('audience_note', models.CharField(blank=True, help_text='Where the list above is too coarse.', max_length=40, verbose_name='for whom, in words')),
                ('seats', models.PositiveSmallIntegerField(blank=True, help_text='Empty: as many as come.', null=True, verbose_name='seats')),
                ('sign_up', models.CharField(blank=True, help_text='Come along, call, or sign up below: say it in one sentence.', max_length=120, verbose_name='how to take part')),
                ('sign_up_url', models.URLField(blank=True, verbose_name='address to sign up at')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone for questions')),
                ('cancelled', models.BooleanField(default=False, help_text='The page stays, says so, and calendars that took it show it as cancelled.', verbose_name='cancelled')),
                ('organiser', models.CharField(blank=True, max_length=40, verbose_name='who invites')),
                ('fee', models.CharField(blank=True, help_text='Empty: free of charge.', max_length=40, verbose_name='fee')),
                ('lead_picture', models.ForeignKey(blank=True, help_text='Shown at the top, in lists, and when the page is shared.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.picture', verbose_name='lead picture')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='EventIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.CharField(blank=True, help_text='One or two sentences; lists and search results show them.', max_length=160, verbose_name='summary')),
                ('body', cms.fields.BodyField([], blank=True, verbose_name='body')),
                ('lead_picture', models.ForeignKey(blank=True, help_text='Shown at the top, in lists, and when the page is shared.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.picture', verbose_name='lead picture')),
            ],
            options={
                'verbose_name': 'list of events',
                'verbose_name_plural': 'lists of events',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.AddField(
            model_name='communitypage',
            name='lead_picture',
            field=models.ForeignKey(blank=True, help_text='Shown at the top, in lists, and when the page is shared.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.picture', verbose_name='lead picture'),
        ),
        migrations.CreateModel(
            name='CommunityIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.CharField(blank=True, help_text='One or two sentences; lists and search results show them.', max_length=160, verbose_name='summary')),
                ('body', cms.fields.BodyField([], blank=True, verbose_name='body')),
                ('lead_picture', models.ForeignKey(blank=True, help_text='Shown at the top, in lists, and when the page is shared.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.picture', verbose_name='lead picture')),
            ],
            options={
                'verbose_name': 'list of communities',
                'verbose_name_plural': 'lists of communities',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='BrandSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(default='同心', max_length=20, verbose_name='name')),
                ('tagline', models.CharField(blank=True, default='邻里有事，近处有人', max_length=40, verbose_name='line below the name')),
                ('accent', models.CharField(default='#b3301d', help_text='Made lighter or darker by itself where text would be hard to read.', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}$', 'A colour is # and six digits.')], verbose_name='colour')),
                ('phone', models.CharField(blank=True, help_text='The number to call for help.', max_length=20, verbose_name='phone')),
                ('footer_text', models.CharField(blank=True, max_length=200, verbose_name='words at the foot of each page')),
                ('record_number', models.CharField(blank=True, help_text='The ICP record number that the law asks a public site to show.', max_length=40, verbose_name='record number')),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
                ('logo', models.ForeignKey(blank=True, help_text='Square, on a plain ground. Empty: the circles.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.picture', verbose_name='logo')),
            ],
            options={
                'verbose_name': 'brand',
                'verbose_name_plural': 'brands',
            },
        ),
        migrations.AddField(
            model_name='brandpage',
            name='lead_picture',
            field=models.ForeignKey(blank=True, help_text='Shown at the top, in lists, and when the page is shared.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.picture', verbose_name='lead picture'),
        ),
        migrations.CreateModel(
            name='BrandIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.CharField(blank=True, help_text='One or two sentences; lists and search results show them.', max_length=160, verbose_name='summary')),
                ('body', cms.fields.BodyField([], blank=True, verbose_name='body')),
                ('lead_picture', models.ForeignKey(blank=True, help_text='Shown at the top, in lists, and when the page is shared.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.picture', verbose_name='lead picture')),
            ],
            options={
                'verbose_name': 'list of brands',
                'verbose_name_plural': 'lists of brands',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ServiceIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.CharField(blank=True, help_text='One or two sentences; lists and search results show them.', max_length=160, verbose_name='summary')),
                ('body', cms.fields.BodyField([], blank=True, verbose_name='body')),
                ('lead_picture', models.ForeignKey(blank=True, help_text='Shown at the top, in lists, and when the page is shared.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.picture', verbose_name='lead picture')),
            ],
            options={
                'verbose_name': 'guide to services',
                'verbose_name_plural': 'guides to services',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ServicePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.CharField(blank=True, help_text='One or two sentences; lists and search results show them.', max_length=160, verbose_name='summary')),
                ('body', cms.fields.BodyField([], blank=True, verbose_name='body')),
                ('also_called', models.CharField(blank=True, help_text='The words that residents use for it, with spaces between; search finds them.', max_length=120, verbose_name='also called')),
                ('audience', models.CharField(blank=True, max_length=80, verbose_name='for whom')),
                ('conditions', wagtail.fields.RichTextField(blank=True, help_text='In plain sentences, the most common case first.', verbose_name='who can have it')),
                ('materials', cms.fields.BodyField([], blank=True, verbose_name='what to bring')),
                ('steps', cms.fields.BodyField([], blank=True, verbose_name='how it goes')),
                ('days', models.PositiveSmallIntegerField(blank=True, help_text='How long we take; 0 means at once, at the window.', null=True, verbose_name='working days')),
                ('legal_days', models.PositiveSmallIntegerField(blank=True, help_text='How long we may take.', null=True, verbose_name='working days by law')),
                ('time_limit', models.CharField(blank=True, help_text='In words, where a number of days does not say it.', max_length=40, verbose_name='how long it takes')),
                ('fee', models.CharField(blank=True, help_text='Empty: free of charge.', max_length=40, verbose_name='fee')),
                ('result', models.CharField(blank=True, help_text='A certificate, say.', max_length=60, verbose_name='what one gets')),
                ('at_home', models.BooleanField(default=False, help_text='Somebody comes to people who cannot come themselves.', verbose_name='can be done at home')),
                ('by_proxy', models.BooleanField(default=False, verbose_name='somebody else may come instead')),
                ('online', cms.fields.BodyField([], blank=True, help_text='A form of this site or a link to where one applies.', verbose_name='online')),
                ('questions', cms.fields.BodyField([], blank=True, verbose_name='questions and answers')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='legal basis')),
                ('reviewed_on', models.DateField(blank=True, help_text='When somebody last made sure that all this still holds.', null=True, verbose_name='checked on')),
                ('category', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='services', to='cms.servicecategory', verbose_name='category')),
                ('lead_picture', models.ForeignKey(blank=True, help_text='Shown at the top, in lists, and when the page is shared.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.picture', verbose_name='lead picture')),
            ],
            options={
                'verbose_name': 'service item',
                'verbose_name_plural': 'service items',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='RelatedService',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='related', to='cms.servicepage')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cms.servicepage', verbose_name='service item')),
            ],
            options={
                'verbose_name': 'related service',
                'verbose_name_plural': 'related services',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ServicePoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('address', models.CharField(blank=True, max_length=120, verbose_name='address')),
                ('opening_hours', models.CharField(help_text='Mondays to Fridays 8:30–17:30, say.', max_length=100, verbose_name='opening hours')),
                ('late_opening', models.CharField(blank=True, help_text='Wednesdays until 20:00, say.', max_length=100, verbose_name='late opening')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='points', to='cms.servicepage')),
            ],
            options={
                'verbose_name': 'service point',
                'verbose_name_plural': 'service points',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StandardPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.CharField(blank=True, help_text='One or two sentences; lists and search results show them.', max_length=160, verbose_name='summary')),
                ('body', cms.fields.BodyField([], blank=True, verbose_name='body')),
                ('lead_picture', models.ForeignKey(blank=True, help_text='Shown at the top, in lists, and when the page is shared.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.picture', verbose_name='lead picture')),
            ],
            options={
                'verbose_name': 'standard page',
                'verbose_name_plural': 'standard pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='PictureRendition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filter_spec', models.CharField(db_index=True, max_length=255)),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', storage=wagtail.images.models.get_rendition_storage, upload_to=wagtail.images.models.get_rendition_upload_to, width_field='width')),
                ('width', models.IntegerField(editable=False)),
                ('height', models.IntegerField(editable=False)),
                ('focal_point_key', models.CharField(blank=True, default='', editable=False, max_length=16)),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='cms.picture')),
            ],
            options={
                'verbose_name': 'rendition of a picture',
                'verbose_name_plural': 'renditions of pictures',
                'constraints': [models.UniqueConstraint(fields=('image', 'filter_spec', 'focal_point_key'), name='picture_rendition_once')],
            },
            bases=(wagtail.images.models.ImageFileMixin, models.Model),
        ),
    ]
